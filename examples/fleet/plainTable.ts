import Table from "cli-table3";

/** How narrow the last column may become. */
const narrowest = 12;

/**
 * A table without lines between its rows.
 *
 * @param width how wide it may be: the last column is cut for that. By default as wide as what it holds
 */
export function plainTable(head: string[], rows: string[][], width = Infinity): string {
  const draw = (colWidths: (number | null)[]): string => {
    const table = new Table({
      head,
      style: { head: [], border: [] },
      chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
      colWidths,
    });
    table.push(...rows);
    return table.toString();
  };
  const whole = draw([]);
  const frame = whole.slice(0, whole.indexOf("\n"));
  if (frame.length <= width) return whole;
  const last = frame.length - 2 - frame.lastIndexOf("┬");
  const others = head.slice(1).map(() => null);
  return draw([...others, Math.max(narrowest, last - (frame.length - width))]);
}
