import { LocalWorkspace, type EngineEvent, type OpMap } from "@pulumi/pulumi/automation";
import type { Panel } from "./panels";

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
}

/** Runs one operation on one panel's stack, and creates the stack if there is none yet. Never throws. */
export async function runPanel(
  panel: Panel,
  operation: Operation,
  progress: (step: string) => void,
): Promise<PanelRun> {
  const { name, endpoint, username, domains, password } = panel;
  const started = Date.now();
  const errors = new Set<string>();
  let changes: OpMap = {};
  const onEvent = ({ resourcePreEvent, diagnosticEvent, summaryEvent }: EngineEvent): void => {
    if (resourcePreEvent?.metadata.type.includes("brainycp")) progress(describe(resourcePreEvent.metadata));
    if (diagnosticEvent?.severity === "error") errors.add(diagnosticEvent.message.trim());
    if (summaryEvent !== undefined) changes = summaryEvent.resourceChanges;
  };
  try {
    const stack = await LocalWorkspace.createOrSelectStack(
      { stackName: `mail-${name}`, workDir: __dirname },
      // in the environment: configuration is set on a command line, which everybody can read
      { envVars: { BRAINYCP_PASSWORD: password } },
    );
    await stack.setAllConfig({
      "brainycp:endpoint": { value: endpoint },
      "brainycp:username": { value: username },
      domains: { value: JSON.stringify(domains) },
    });
    await stack[operation]({ onEvent, color: "never" });
  } catch (error) {
    // the engine has already reported the reason, unless it never started
    if (errors.size === 0) errors.add(String(error));
  }
  return { name, changes, seconds: (Date.now() - started) / 1000, errors: [...errors] };
}

/** @example describe({ op: "create", type: "pulumi-nodejs:dynamic/brainycp:DomainSpf", urn }) // "create DomainSpf example.com" */
function describe({ op, type, urn }: { readonly op: string; readonly type: string; readonly urn: string }) {
  return `${op} ${type.split(":").at(-1) ?? ""} ${urn.split("::").at(-1) ?? ""}`;
}
