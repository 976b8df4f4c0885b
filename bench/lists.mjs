// How long it takes to read lists of 1,000 to 100,000 entries: `npm run bench:lists`.
import { performance } from "node:perf_hooks";

import Table from "cli-table3";

import { forwardsIn } from "../dist/adapter/lists/forwards.js";
import { mailboxesIn } from "../dist/adapter/lists/mailboxes.js";

const sizes = [1_000, 10_000, 100_000];

/** How often each list is read; the shortest time counts. */
const runs = 3;

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {(data: unknown) => { all(): unknown[] }} read
 * @property {(i: number) => unknown} [row] A row of the list.
 * @property {(i: number) => [string, unknown]} [entry] A key of the list and its value.
 * @property {(i: number) => [string, unknown]} [local] A key below a domain and its value.
 */

/** @type {Case[]} */
const cases = [
  { name: "mailboxes, rows", read: mailboxesIn, row: (i) => ({ email: address(i), quota: 500 }) },
  { name: "mailboxes, below domains", read: mailboxesIn, local: (i) => [`box${i}`, { quota: 500 }] },
  {
    name: "forwardings, rows",
    read: forwardsIn,
    row: (i) => ({ source: address(i), target: address(i + 1) }),
  },
  {
    name: "forwardings, one source",
    read: forwardsIn,
    row: (i) => ({ source: "info@example.com", target: address(i) }),
  },
  { name: "forwardings, keys", read: forwardsIn, entry: (i) => [address(i), `${address(i + 1)},x@y.test`] },
  { name: "forwardings, below domains", read: forwardsIn, local: (i) => [`box${i}`, address(i + 1)] },
];

const head = ["list", ...sizes.map((size) => `${size} entries`), "µs an entry"];
const table = new Table({ head, style: { head: [], border: [] } });
for (const each of cases) {
  const times = sizes.map((size) => {
    const data = listOf(each, size);
    return Math.min(...Array.from({ length: runs }, () => timeOf(() => each.read(data).all())));
  });
  const perEntry = times.map((time, place) => ((time / (sizes[place] ?? 1)) * 1000).toFixed(1));
  table.push([each.name, ...times.map((time) => `${time.toFixed(0)} ms`), perEntry.join(", ")]);
}
console.log(table.toString());

function timeOf(/** @type {() => unknown[]} */ work) {
  const start = performance.now();
  if (work().length === 0) throw new Error("nothing was read");
  return performance.now() - start;
}

function listOf(/** @type {Case} */ { row, entry, local }, /** @type {number} */ number) {
  const places = Array.from({ length: number }, (_, i) => i);
  if (row !== undefined) return places.map((i) => row(i));
  if (entry !== undefined) return Object.fromEntries(places.map((i) => entry(i)));
  /** @type {Record<string, Record<string, unknown>>} */
  const domains = {};
  if (local === undefined) return domains;
  for (const i of places) {
    const [key, value] = local(i);
    const domain = (domains[`example${i % 50}.com`] ??= {});
    domain[key] = value;
  }
  return domains;
}

function address(/** @type {number} */ i) {
  return `box${i}@example${i % 50}.com`;
}
