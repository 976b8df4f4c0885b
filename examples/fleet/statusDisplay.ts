import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "./database";
import { hasEnded, readStatus, type PanelStatus } from "./status";
import { liveStatus } from "./statusTable";

/** Waits until the jobs of all panels have ended, and shows meanwhile how far they are. */
export async function waitForEnd(
  database: Database,
  only: readonly string[] | undefined,
  show: (panels: readonly PanelStatus[]) => void,
): Promise<PanelStatus[]> {
  for (;;) {
    const panels = await readStatus(database, only);
    show(panels);
    if (panels.every(hasEnded)) return panels;
    await sleep(1000);
  }
}

/** Shows a table that stays in its place, as far as the terminal has room for it. */
export async function liveTable(
  terminal: NodeJS.WriteStream,
): Promise<(panels: readonly PanelStatus[]) => void> {
  const { createLogUpdate } = await import("log-update");
  const update = createLogUpdate(terminal);
  return (panels) => update(liveStatus(panels, terminal));
}

/** Shows a line for each panel whose state has changed, for logs. */
export function changedStates(output: NodeJS.WritableStream): (panels: readonly PanelStatus[]) => void {
  const shown = new Map<string, string>();
  return (panels) => {
    for (const { panel, operation, state, attempt } of panels) {
      const line = `${panel}: ${operation} ${state}${attempt > 1 ? `, attempt ${attempt}` : ""}\n`;
      if (shown.get(panel) !== line) output.write(line);
      shown.set(panel, line);
    }
  };
}
