import Table from "cli-table3";
import type { PanelRun } from "./panelRun";

const columns = ["create", "update", "replace", "delete", "same"] as const;

/** A table of all runs, followed by the errors of each panel. */
export function summary(runs: readonly PanelRun[]): string {
  const table = new Table({
    head: ["panel", ...columns, "seconds", "result"],
    style: { head: [], border: [] },
    // no lines between rows
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
  });
  for (const { name, changes, seconds, errors } of runs) {
    const counts = columns.map((operation) => changes[operation] ?? 0);
    table.push([name, ...counts, seconds.toFixed(1), errors.length === 0 ? "ok" : "failed"]);
  }
  const problems = runs.flatMap(({ name, errors }) => errors.map((error) => `${name}: ${error}`));
  return [table.toString(), ...problems].join("\n\n");
}
