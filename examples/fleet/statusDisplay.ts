import { clearScreenDown, moveCursor } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "./database";
import { hasEnded, readStatus, type PanelStatus } from "./status";
import { statusTable } from "./statusTable";

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

/** Shows a table that stays in its place. */
export function liveTable(terminal: NodeJS.WriteStream): (panels: readonly PanelStatus[]) => void {
  let lines = 0;
  return (panels) => {
    const text = `${statusTable(panels)}\n`;
    moveCursor(terminal, 0, -lines);
    clearScreenDown(terminal);
    terminal.write(text);
    lines = text.split("\n").length - 1;
  };
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
