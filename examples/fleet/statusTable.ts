import { plainTable } from "./plainTable";
import type { PanelStatus } from "./status";

/** How much of an error or a step is shown in a row. */
const widest = 60;

/** A table with a row for each panel. */
export function statusTable(panels: readonly PanelStatus[]): string {
  const head = ["panel", "operation", "state", "attempt", "since", "changed", "worker", "now, or error"];
  return plainTable(
    head,
    panels.map(({ panel, operation, state, attempt, since, changes, worker, step, errors }) => [
      panel,
      operation,
      state,
      String(attempt),
      since.toISOString().slice(0, 19).replace("T", " "),
      Object.entries(changes)
        .map(([change, count]) => `${change} ${count}`)
        .join(", "),
      worker ?? "",
      shorten(errors[0] ?? step),
    ]),
  );
}

/** The table, followed by the errors in full. */
export function statusReport(panels: readonly PanelStatus[]): string {
  const problems = panels.flatMap(({ panel, errors }) => errors.map((error) => `${panel}: ${error}`));
  return [statusTable(panels), ...problems].join("\n\n");
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > widest ? `${line.slice(0, widest - 1)}…` : line;
}
