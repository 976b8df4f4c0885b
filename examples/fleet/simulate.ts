import { startSimulator } from "pulumi-brainycp/simulator";
import { readPanels } from "./panels";

/** Simulates every panel of the list, each on its own port of this machine. */
async function main(): Promise<void> {
  for (const { name, endpoint, username, password, domains } of readPanels("panels.yaml", process.env)) {
    await startSimulator({
      port: Number(new URL(endpoint).port),
      accounts: [{ name: username, password, domains }],
    });
    console.log(`${name} runs at ${endpoint}`);
  }
  console.log("Press Ctrl-C to stop them.");
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
