import Table from "cli-table3";

/** @typedef {import("./panel.mjs").Holdings} Holdings */

/** What a panel holds, one row each, by kind and then by name: the order in which things were made says nothing. */
function rows(/** @type {Holdings} */ { mailboxes, forwards, domains }) {
  return [
    mailboxes.map(({ email, quota }) => ["mailbox", email, `quota ${quota}`]),
    forwards.map(({ source, targets }) => ["forwarding", source, targets.join("\n")]),
    domains.filter(({ spf }) => spf).map(({ name }) => ["SPF", name, "on"]),
    domains.filter(({ dkim }) => dkim).map(({ name }) => ["DKIM", name, "on"]),
  ].flatMap((kind) => kind.sort(([, a = ""], [, b = ""]) => a.localeCompare(b)));
}

/** What a panel holds, as a table for the terminal. */
export function holdingsTable(/** @type {Holdings} */ holdings) {
  const noLinesBetweenRows = { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" };
  const table = new Table({ chars: noLinesBetweenRows, style: { border: [] } });
  table.push(...rows(holdings));
  return table.toString();
}

/** Whether a panel holds nothing at all. */
export const isEmpty = (/** @type {Holdings} */ holdings) => rows(holdings).length === 0;
