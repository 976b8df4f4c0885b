import type { RequestEntry } from "./requestLog";
import type { SimulatorSettings } from "./simulatorSettings";
import type { PanelState } from "./state";
import { zoneRecords } from "./zoneRecords";

/** What the simulator's page shows: its tables by their ids, cell by cell. Nothing in it is secret. */
export interface PageContents {
  /** How much there is, and what happened last, for those who hear the page. */
  summary: string;
  tables: Record<"calls" | "mailboxes" | "forwards" | "domains" | "records", PageTable>;
}

/** The rows of a table that are shown, and how many there are. */
export interface PageTable {
  total: number;
  rows: string[][];
}

/** What the panel holds is shown up to here, the latest of it, and the latest calls. */
const rowLimit = 200;
const callLimit = 50;

const textLimit = 1000;

/** Neither passwords nor the names of accounts are shown: the page needs no login, so whoever sees it gets none. */
export function pageContents(
  { mailboxes, forwards, domains }: PanelState,
  calls: readonly RequestEntry[],
  { dkimSelector }: Pick<SimulatorSettings, "dkimSelector">,
): PageContents {
  const records = [...domains.values()]
    .filter(({ hosted }) => hosted)
    .flatMap((domain) =>
      zoneRecords(domain, dkimSelector).map((record) => ({ ...record, zone: domain.name })),
    );
  return {
    summary: summary(mailboxes.size, forwards.size, calls),
    tables: {
      calls: table(
        calls.map((call, index) => ({ ...call, number: index + 1 })),
        callRow,
        callLimit,
      ),
      mailboxes: table([...mailboxes.values()], ({ email, quota }) => [email, String(quota)]),
      forwards: table([...forwards.values()], ({ source, targets, saveLocal }) => [
        source,
        targets.join(", "),
        saveLocal ? "yes" : "no",
      ]),
      domains: table([...domains.values()], ({ name, spf, dkim, hosted }) => [
        name,
        spf ? "on" : "off",
        dkim ? "on" : "off",
        hosted ? "yes" : "no",
      ]),
      records: table(records, ({ name, zone, type, value }) => [
        name === "@" ? zone : `${name}.${zone}`,
        type,
        value,
      ]),
    },
  };
}

function table<T>(all: readonly T[], row: (item: T) => string[], limit = rowLimit): PageTable {
  return { total: all.length, rows: all.slice(-limit).map((item) => row(item).map(cut)) };
}

function callRow(call: RequestEntry & { number: number }): string[] {
  const { number, operation, object = "", time } = call;
  const clock = time.toTimeString().slice(0, "hh:mm:ss".length);
  return [String(number), operation, object, codeText(call), clock];
}

/** The code, and the fault that kept it or the rest of the answer from the caller. */
function codeText({ code, ended, fault }: RequestEntry): string {
  if (ended === undefined) return "in progress";
  const text = code === undefined ? "none" : String(code);
  return fault === undefined ? text : `${text} (fault: ${fault})`;
}

function summary(mailboxes: number, forwards: number, calls: readonly RequestEntry[]): string {
  const counts = [
    count(mailboxes, "mailbox", "es"),
    count(forwards, "forwarding"),
    count(calls.length, "call"),
  ];
  const last = calls.at(-1);
  if (last === undefined) return `${counts.join(", ")}.`;
  const about = last.object === undefined ? "" : ` ${cut(last.object)}`;
  return `${counts.join(", ")}. Latest call: ${last.operation}${about}, code ${codeText(last)}.`;
}

function count(number: number, noun: string, ending = "s"): string {
  return `${number} ${noun}${number === 1 ? "" : ending}`;
}

function cut(text: string): string {
  return text.length > textLimit ? `${text.slice(0, textLimit)}…` : text;
}
