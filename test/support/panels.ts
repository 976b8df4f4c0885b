import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FolderLocks } from "../../src/coordination/folderLocks";
import { NamedFolder } from "../../src/coordination/namedFolder";
import { Panel } from "../../src/adapter/panel";
import type { PanelSettings } from "../../src/settings";
import { WriteLock } from "../../src/coordination/writeLock";
import type { FaultAnswer, OperationName, Simulator, SimulatorOptions } from "../../src/simulator/simulator";
import { settingsFor, startPanel } from "./servers";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "brainycp-panel-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A panel as a run sees it, and the simulator behind it. */
export async function startPanelRun(
  options: SimulatorOptions = {},
  more: Partial<PanelSettings> = {},
): Promise<{ simulator: Simulator; panel: Panel }> {
  const simulator = await startPanel(options);
  return { simulator, panel: panelAt(simulator, more).panel };
}

/** A panel as a run sees it, at any server, and the turns that it takes to write. */
export function panelAt(
  at: { readonly url: string },
  more: Partial<PanelSettings> = {},
): { panel: Panel; turns: WriteLock } {
  const settings = settingsFor(at, { maxRetries: 2, timeoutSeconds: 1, ...more });
  const turns = new WriteLock(
    new FolderLocks(new NamedFolder(folder)),
    settings.endpoint,
    settings.maxConcurrentWrites,
  );
  return {
    turns,
    panel: new Panel(settings, turns),
  };
}

/** The operations that were called, in their order. */
export function sent({ requests }: Simulator): string[] {
  return requests.map(({ operation }) => operation);
}

/** The values of a field in the calls of one operation. */
export function values(
  { requests }: Simulator,
  operation: OperationName,
  field: string,
): (string | undefined)[] {
  return requests.filter((entry) => entry.operation === operation).map(({ fields }) => fields[field]);
}

/** Answers that hide whether the panel did its work. */
export const uncertain: [string, FaultAnswer][] = [
  ["a reset", { kind: "reset" }],
  ["a connection that ends", { kind: "truncate", bytes: 3 }],
  ["HTTP 502", { kind: "status", status: 502 }],
  ["a hang", { kind: "hang" }],
];

/** Answers that hide it for good: the same again is of no use. */
export const final: [string, FaultAnswer][] = [
  ["a web page", { kind: "html" }],
  ["a blank page", { kind: "body", body: "" }],
  ["a code that is not documented", { kind: "code", code: 77 }],
];
