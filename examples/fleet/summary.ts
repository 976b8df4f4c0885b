import type { PanelRun } from "./panelRun";
import { plainTable } from "./plainTable";

const columns = ["create", "update", "replace", "delete", "same"] as const;

/** A table of all runs, followed by the errors of each panel. */
export function summary(runs: readonly PanelRun[]): string {
  const rows = runs.map(({ name, changes, seconds, errors }) => {
    const counts = columns.map((operation) => String(changes[operation] ?? 0));
    return [name, ...counts, seconds.toFixed(1), errors.length === 0 ? "ok" : "failed"];
  });
  const problems = runs.flatMap(({ name, errors }) => errors.map((error) => `${name}: ${error}`));
  return [plainTable(["panel", ...columns, "seconds", "result"], rows), ...problems].join("\n\n");
}
