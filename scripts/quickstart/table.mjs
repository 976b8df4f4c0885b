import Table from "cli-table3";

/** A table for the terminal, without lines between its rows; the first one stands out if it is a head. */
export function tableOf(
  /** @type {string[][]} */ rows,
  /** @type {{ head?: string[], rightAligned?: number[] }} */ { head = [], rightAligned = [] } = {},
) {
  const noLinesBetweenRows = { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" };
  /** @type {("left" | "right")[]} */
  const colAligns = (rows[0] ?? []).map((_, column) => (rightAligned.includes(column) ? "right" : "left"));
  const table = new Table({ head, colAligns, chars: noLinesBetweenRows, style: { border: [], head: [] } });
  table.push(...rows);
  return table.toString();
}
