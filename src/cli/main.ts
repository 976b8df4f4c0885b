#!/usr/bin/env node
import { run } from "./commandLine";
import { processTerminal } from "./terminal";

// what counts if the command ends before it is done, as where a question is left unanswered
process.exitCode = 1;
void run(process.argv.slice(2), processTerminal()).then((code) => {
  process.exitCode = code;
});
