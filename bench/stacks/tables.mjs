import Table from "cli-table3";

import { operationWords } from "./operations.mjs";

/** @typedef {import("./summary.mjs").Row} Row */
/** @typedef {import("./summary.mjs").Case} Case */
/** @typedef {import("./goals.mjs").GoalResult} GoalResult */
/** @typedef {import("./contenders.mjs").Contender} Contender */

/** @typedef {{ head: string[], rows: string[][] }} Contents What a table says, wherever it is shown. */

const nothing = "–";

/** How long each operation took, one row a case. @returns {Contents} */
export function timesIn(/** @type {readonly Row[]} */ summary) {
  const head = [
    ...caseHead,
    "ours, s",
    "floor, s",
    "panel alone, s",
    "today's way, s",
    "ours / floor",
    "ours / (floor + panel)",
    "rounds",
  ];
  const rows = casesIn(summary).map((group) => {
    const of = (/** @type {Contender} */ contender) => group.find((row) => row.contender === contender);
    const seconds = (/** @type {Contender} */ contender) => number(of(contender)?.seconds, 2);
    return [
      ...caseCells(group[0]),
      seconds("ours"),
      seconds("floor"),
      seconds("panel"),
      seconds("today"),
      number(of("ours")?.timesFloor, 2),
      number(of("ours")?.timesFloorAndPanel, 2),
      String(Math.max(...group.map(({ rounds }) => rounds))),
    ];
  });
  return { head, rows };
}

/** What the processes used, one row a case and contender. @returns {Contents} */
export function usesIn(/** @type {readonly Row[]} */ summary) {
  const head = [
    ...caseHead,
    "who",
    "program, CPU s",
    "provider, CPU s",
    "engine, CPU s",
    "panel, CPU s",
    "program, MB",
    "provider, MB",
    "engine, MB",
    "state, kB",
  ];
  const rows = summary.flatMap((row) => {
    const { cpuSeconds, peakBytes } = row;
    if (cpuSeconds === undefined || peakBytes === undefined) return [];
    const megabytes = (/** @type {number} */ bytes) => number(bytes / 1e6, 0);
    return [
      [
        ...caseCells(row),
        row.contender,
        ...[cpuSeconds.program, cpuSeconds.provider, cpuSeconds.engine, row.panelCpuSeconds].map((each) =>
          number(each, 2),
        ),
        ...[peakBytes.program, peakBytes.provider, peakBytes.engine].map(megabytes),
        number(row.stateBytes === undefined ? undefined : row.stateBytes / 1000, 0),
      ],
    ];
  });
  return { head, rows };
}

/** How many calls the panel got, one row a case and contender. @returns {Contents} */
export function requestsIn(/** @type {readonly Row[]} */ summary) {
  const called = summary.filter(({ contender, requests }) => requests !== undefined && contender !== "panel");
  const names = [...new Set(called.flatMap(({ requests = {} }) => Object.keys(requests)))].sort();
  const head = [...caseHead, "who", ...names.map((name) => (name === "none" ? "login alone" : name))];
  const rows = called.map((row) => [
    ...caseCells(row),
    row.contender,
    ...names.map((name) => count(row.requests?.[name] ?? 0)),
  ]);
  return { head, rows };
}

/** What was wanted and what was reached. @returns {Contents} */
export function goalsIn(/** @type {readonly GoalResult[]} */ goals) {
  const rows = goals.map(({ goal, limit, value, unit = "", isMet }) => {
    const digits = unit === "" ? 2 : 0;
    const withUnit = (/** @type {string} */ shown) => (unit === "" ? shown : `${shown} ${unit}`);
    return [
      isMet === undefined ? nothing : isMet ? "✓" : "✗",
      goal,
      withUnit(`at most ${limit}`),
      value === undefined ? "not measured" : withUnit(number(value, digits)),
    ];
  });
  return { head: ["", "goal", "limit", "measured"], rows };
}

const caseHead = ["operation", "mailboxes", "latency, ms", "checkpoints"];

function caseCells(/** @type {Case | undefined} */ found) {
  if (found === undefined) return caseHead.map(() => nothing);
  const { operation, size, latencyMs, checkpoints } = found;
  return [operationWords[operation], count(size), String(latencyMs), checkpoints ? "yes" : "no"];
}

/** The rows of each case together. */
function casesIn(/** @type {readonly Row[]} */ summary) {
  /** @type {Map<string, Row[]>} */
  const cases = new Map();
  for (const row of summary) {
    const key = caseCells(row).join(" ");
    cases.set(key, [...(cases.get(key) ?? []), row]);
  }
  return [...cases.values()];
}

/** A whole number as people read it: 10,000. */
export function count(/** @type {number} */ value) {
  return value.toLocaleString("en-US");
}

/** A number with this many decimals; a dash where there is none. */
export function number(/** @type {number | undefined} */ value, /** @type {number} */ digits) {
  if (value === undefined) return nothing;
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A table for the terminal. */
export function terminalTable(/** @type {Contents} */ { head, rows }) {
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  table.push(...rows);
  return table.toString();
}

/** A table for a document; Prettier aligns it. */
export function markdownTable(/** @type {Contents} */ { head, rows }) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(" | ")} |`;
  const isOfNumbers = (/** @type {number} */ place) =>
    rows.every((cells) => /^[\d–]/.test(cells[place] ?? ""));
  const alignments = head.map((_, place) => (isOfNumbers(place) ? "--:" : "---"));
  return [line(head), line(alignments), ...rows.map(line)].join("\n");
}
