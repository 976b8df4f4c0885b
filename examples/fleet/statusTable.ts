import { plainTable } from "./plainTable";
import type { PanelStatus } from "./status";

/** How much of an error or a step is shown in a row. */
const widest = 60;

/** The columns of the table. */
const columnsOf: Readonly<Record<string, (status: PanelStatus) => string>> = {
  panel: ({ panel }) => panel,
  operation: ({ operation }) => operation,
  state: ({ state }) => state,
  attempt: ({ attempt }) => String(attempt),
  since: ({ since }) => since.toISOString().slice(0, 19).replace("T", " "),
  changed: ({ changes }) =>
    Object.entries(changes)
      .map(([change, count]) => `${change} ${count}`)
      .join(", "),
  worker: ({ worker }) => worker ?? "",
  "now, or error": ({ step, errors }) => shorten(errors[0] ?? step),
};

/** The columns that a narrow terminal does without, the first of them first. */
const dispensable = ["since", "worker", "attempt", "changed", "operation"];

/** A table with a row for each panel, with as many columns as a terminal of this width has room for; by default all. */
function statusTable(panels: readonly PanelStatus[], width = Infinity): string {
  for (let left = 0; ; left += 1) {
    const columns = Object.entries(columnsOf).filter(([head]) => !dispensable.slice(0, left).includes(head));
    const rows = panels.map((panel) => columns.map(([, textOf]) => textOf(panel)));
    const heads = columns.map(([head]) => head);
    const table = plainTable(heads, rows, width);
    if (left === dispensable.length || table.indexOf("\n") <= width) return table;
  }
}

/** What is shown of the panels first where a terminal has no room for all. */
const byInterest = ["running", "retrying", "failed", "waiting", "done"] as const;

/** The rows of a terminal that the table's frame and head, the counts and the cursor take. */
const rowsBesides = 5;

/** The table and how many panels are how far, in as much room as a terminal has. */
export function liveStatus(
  panels: readonly PanelStatus[],
  { columns, rows }: { readonly columns: number; readonly rows: number },
): string {
  const room = Math.max(1, rows - rowsBesides);
  const ofState = (state: PanelStatus["state"]) => panels.filter((panel) => panel.state === state);
  const shown = panels.length > room ? byInterest.flatMap(ofState).slice(0, room) : panels;
  const counts = byInterest.flatMap((state) => {
    const { length } = ofState(state);
    return length === 0 ? [] : [`${length} ${state}`];
  });
  const hidden = panels.length - shown.length;
  const more = hidden === 0 ? "" : ` (${hidden} not shown)`;
  return `${statusTable(shown, columns)}\n${counts.join(", ")}${more}`;
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
