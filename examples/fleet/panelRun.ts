import type { ChildProcess } from "node:child_process";
import { ConcurrentUpdateError, type EngineEvent, type OpMap } from "@pulumi/pulumi/automation";
import { watchChildProcesses } from "./childProcesses";
import { hidePasswords } from "./hiddenPasswords";
import type { Panel } from "./panels";
import { openStack } from "./panelStack";

/** The operations that can run on every panel. */
export const operations = ["up", "preview", "refresh", "destroy"] as const;
export type Operation = (typeof operations)[number];

/** What one panel's run did. */
export interface PanelRun {
  readonly name: string;
  /** How many resources were created, left the same, and so on. */
  readonly changes: OpMap;
  readonly seconds: number;
  /** What went wrong; empty if all went well. */
  readonly errors: readonly string[];
  /** Whether the run did not begin because another run has locked the stack; the error names that run. */
  readonly isLocked: boolean;
}

export interface RunOptions {
  /** Ends the run in good order, as Ctrl-C does. */
  readonly signal?: AbortSignal;
  /** Gets the engine's process, before it locks the stack. */
  readonly onEngine?: (engine: ChildProcess) => void;
}

/** Runs one operation on one panel's stack, and creates the stack if there is none yet. Never throws. */
export async function runPanel(
  panel: Panel,
  operation: Operation,
  progress: (step: string) => void,
  { signal, onEngine }: RunOptions = {},
): Promise<PanelRun> {
  const started = Date.now();
  const errors = new Set<string>();
  let changes: OpMap = {};
  let isLocked = false;
  const onEvent = ({ resourcePreEvent, diagnosticEvent, summaryEvent }: EngineEvent): void => {
    if (resourcePreEvent?.metadata.type.includes("brainycp")) progress(describe(resourcePreEvent.metadata));
    if (diagnosticEvent?.severity === "error") errors.add(diagnosticEvent.message.trim());
    if (summaryEvent !== undefined) changes = summaryEvent.resourceChanges;
  };
  const onChild = (child: ChildProcess): void => {
    if (child.spawnargs[1] === operation) onEngine?.(child);
  };
  try {
    const stack = await openStack(panel);
    const options = { onEvent, color: "never", ...(signal === undefined ? {} : { signal }) } as const;
    await watchChildProcesses(onChild, () => stack[operation](options));
  } catch (error) {
    isLocked = error instanceof ConcurrentUpdateError;
    // the engine has already reported the reason, unless it never started
    if (errors.size === 0) errors.add(String(error));
  }
  const seconds = (Date.now() - started) / 1000;
  return { name: panel.name, changes, seconds, errors: [...errors].map(hidePasswords), isLocked };
}

/** @example describe({ op: "create", type: "pulumi-nodejs:dynamic/brainycp:DomainSpf", urn }) // "create DomainSpf example.com" */
function describe({ op, type, urn }: { readonly op: string; readonly type: string; readonly urn: string }) {
  return `${op} ${type.split(":").at(-1) ?? ""} ${urn.split("::").at(-1) ?? ""}`;
}
