#!/usr/bin/env node
import { run } from "./commands";
import { processTerminal } from "./terminal";

// a reader of the output that has read enough is no failure
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
// what counts if the command ends before it is done, as where a question is left unanswered
process.exitCode = 1;
const sayEnd = (): void =>
  console.error("pulumi-brainycp: Stopped before it was finished; nothing was written.");
process.once("exit", sayEnd);
void run(process.argv.slice(2), processTerminal()).then((code) => {
  process.exitCode = code;
  process.off("exit", sayEnd);
});
