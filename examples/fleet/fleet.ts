import { parseArgs } from "node:util";
import { openDatabase, type Database } from "./database";
import { hidePasswords } from "./hiddenPasswords";
import { enqueue, queueOf } from "./jobs";
import { runHere } from "./localRuns";
import { operations } from "./panelRun";
import { readPanelNames, readPanels } from "./panels";
import { programVersion } from "./programVersion";
import { exitCodeOf, readStatus } from "./status";
import { changedStates, liveTable, waitForEnd } from "./statusDisplay";
import { statusReport } from "./statusTable";
import { Worker } from "./worker";

const usage = `On this machine:
  npm run fleet -- ${operations.join("|")} [--only NAME[,NAME]] [--parallel NUMBER]

With any number of machines, and the database of FLEET_DATABASE:
  npm run fleet -- enqueue ${operations.join("|")} [--only NAME[,NAME]] [--attempts NUMBER] [--pause SECONDS] [--wait] [--json]
  npm run fleet -- work [--parallel NUMBER] [--lease SECONDS] [--until-done]
  npm run fleet -- status [--only NAME[,NAME]] [--wait] [--json]`;

const options = {
  only: { type: "string" },
  parallel: { type: "string", default: "4" },
  attempts: { type: "string", default: "5" },
  pause: { type: "string", default: "10" },
  lease: { type: "string", default: "60" },
  "until-done": { type: "boolean", default: false },
  wait: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
} as const;

type Values = ReturnType<typeof parseArgs<{ allowPositionals: true; options: typeof options }>>["values"];

/** Does what the command line says, and returns the exit code. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const [command, asked, ...rest] = positionals;
  const named = command === "enqueue" ? asked : command;
  const operation = operations.find((each) => each === named);
  const only = values.only?.split(",");
  if (rest.length > 0 || (command !== "enqueue" && asked !== undefined)) throw new Error(usage);
  if (command === "work") return withDatabase((database) => work(database, values));
  if (command === "status") return withDatabase((database) => status(database, only, values));
  if (operation === undefined) throw new Error(usage);
  if (command !== "enqueue") {
    const panels = readPanels("panels.yaml", process.env, only);
    return (await runHere(panels, operation, wholeNumber("parallel", values.parallel))) ? 0 : 1;
  }
  // passwords are the workers' business
  const names = readPanelNames("panels.yaml", only);
  const retries = {
    attempts: wholeNumber("attempts", values.attempts),
    pause: wholeNumber("pause", values.pause),
  };
  return withDatabase(async (database) => {
    const version = programVersion(process.cwd());
    await enqueue(database, queueOf(version), operation, names, retries);
    if (!values.json)
      console.log(`${operation} is enqueued for ${names.join(", ")}, with program ${version}.`);
    return values.wait ? status(database, names, values) : 0;
  });
}

async function withDatabase(action: (database: Database) => Promise<number>): Promise<number> {
  const database = await openDatabase(process.env);
  try {
    return await action(database);
  } finally {
    await database.close();
  }
}

async function work(database: Database, values: Values): Promise<number> {
  const worker = new Worker(database, process.cwd(), {
    parallel: wholeNumber("parallel", values.parallel),
    leaseSeconds: wholeNumber("lease", values.lease),
    untilDone: values["until-done"],
  });
  // Ctrl-C also reaches the runs, and they end in good order; SIGTERM reaches this process alone
  process.on("SIGINT", () => worker.stop({ cancel: false }));
  process.on("SIGTERM", () => worker.stop({ cancel: true }));
  await worker.work();
  return 0;
}

async function status(
  database: Database,
  only: readonly string[] | undefined,
  { wait, json }: Pick<Values, "wait" | "json">,
): Promise<number> {
  const isLive = wait && !json && process.stdout.isTTY && process.stdout.rows > 0;
  const show = isLive ? await liveTable(process.stdout) : changedStates(process.stderr);
  const panels = wait ? await waitForEnd(database, only, show) : await readStatus(database, only);
  console.log(json ? JSON.stringify(panels, undefined, 2) : `\n${statusReport(panels)}`);
  return exitCodeOf(panels);
}

/** A number of the command line. @throws Error that names its option */
function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`--${name} ${text}: write a whole number from 1 on.`);
  return Number(text);
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(hidePasswords(error instanceof Error ? error.message : String(error)));
    process.exitCode = 2;
  },
);
