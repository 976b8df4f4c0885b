#!/usr/bin/env node
import { runSimulator } from "./simulatorCommand";

async function main(): Promise<void> {
  const simulator = await runSimulator(process.argv.slice(2), process.env, console.log);
  if (simulator === undefined) return;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void simulator.close());
  }
}

main().catch((error: unknown) => {
  console.error(`brainycp-simulator: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
});
