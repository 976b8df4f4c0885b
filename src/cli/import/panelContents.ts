import pLimit from "p-limit";
import { domainOf } from "../../adapter/address";
import { Client } from "../../adapter/client";
import type { ErrorCode } from "../../adapter/errorCodes";
import { BrainycpError } from "../../adapter/errors";
import type { Listing } from "../../adapter/lists/listing";
import { selectorsIn } from "../../adapter/panelKey";
import { PanelLists } from "../../adapter/panelLists";
import { ownerOf, type PanelSettings } from "../../settings";
import { isThere } from "../../adapter/sighting";
import { Failure, messageOf } from "../failure";
import type { Progress } from "../progress";

/** A mailbox of the panel, with the quota as the list shows it. */
export interface MailboxEntry {
  readonly email: string;
  readonly quota?: number;
}

/** All targets of one source. */
export interface ForwardEntry {
  readonly source: string;
  readonly targets: readonly string[];
  /** Whether its mailbox keeps a copy, where the list says so. */
  readonly saveLocal?: boolean;
}

/** A domain, and what its zone says; null where the panel does not show the zone. */
export interface DomainEntry {
  readonly domain: string;
  readonly zone: "shown" | "hidden";
  readonly spf: boolean | null;
  readonly dkim: boolean | null;
  /** The selectors of DKIM keys in the zone, where which of them is the panel's is not known. */
  readonly selectors?: readonly string[];
}

/** What a panel holds for one panel user. */
export interface PanelContents {
  readonly endpoint: string;
  readonly owner: string;
  readonly mailboxes: readonly MailboxEntry[];
  readonly forwards: readonly ForwardEntry[];
  readonly domains: readonly DomainEntry[];
}

/** What was read, and the warnings that go with it. */
export interface Reading {
  readonly contents: PanelContents;
  readonly warnings: readonly string[];
}

/** How many zones are asked for at once. */
const zonesAtOnce = 4;

/** Errors of a panel that does not know an operation or does not allow it. */
const noAnswers: ReadonlySet<ErrorCode> = new Set([
  "no_permission",
  "undocumented_code",
  "blank_page",
  "not_json",
  "http_status",
]);

/**
 * Reads everything that the panel shows of a user's mail.
 *
 * @param further domains to look at besides those that the panel names
 * @throws Failure where a list is not recognised: it then says nothing about what is there.
 */
export async function readContents(
  settings: PanelSettings,
  further: readonly string[],
  progress: Progress,
): Promise<Reading> {
  const lists = new PanelLists(new Client(settings));
  const owner = ownerOf(settings);
  const warnings: string[] = [];
  progress.begins(`Reading the mailboxes of ${owner}`);
  const mailboxes = await mailboxesOf(lists, owner, warnings);
  progress.begins(`Reading the forwardings of ${owner}`);
  const forwards = await forwardsOf(lists, owner, warnings);
  progress.begins("Reading the zones");
  const named = new Set([
    ...[...mailboxes.map(({ email }) => email), ...forwards.map(({ source }) => source)].map(domainOf),
    ...further,
  ]);
  const listed = await zonesListed(lists);
  const all = [...new Set([...named, ...listed])].sort();
  const looked = await domainsOf(lists, all, progress, warnings);
  const domains = looked.filter(({ domain, zone }) => zone === "shown" || named.has(domain));
  return { contents: { endpoint: settings.endpoint, owner, mailboxes, forwards, domains }, warnings };
}

async function mailboxesOf(lists: PanelLists, owner: string, warnings: string[]): Promise<MailboxEntry[]> {
  const all = await entriesOf(lists, await lists.mailboxes(owner), "mailboxes", warnings);
  const entries = all.map(({ email, quota }) => ({
    email,
    ...(quota === undefined ? {} : { quota: quota[0] }),
  }));
  return entries.sort((a, b) => (a.email < b.email ? -1 : 1));
}

async function forwardsOf(lists: PanelLists, owner: string, warnings: string[]): Promise<ForwardEntry[]> {
  const bySource = new Map<string, ForwardEntry>();
  for (const list of await lists.forwardLists(owner)) {
    for (const { source, targets, saveLocal } of await entriesOf(lists, list, "forwardings", warnings))
      if (!bySource.has(source))
        bySource.set(source, { source, targets, ...(saveLocal === undefined ? {} : { saveLocal }) });
  }
  return [...bySource.values()].sort((a, b) => (a.source < b.source ? -1 : 1));
}

/**
 * What a list shows, with a warning where not everything in it was understood.
 *
 * @throws Failure where it shows nothing, and does not say for sure that there is nothing
 */
async function entriesOf<T>(
  lists: PanelLists,
  list: Listing<T>,
  what: string,
  warnings: string[],
): Promise<T[]> {
  const all = list.all();
  if (all.length > 0 && list.isDoubtful) {
    warnings.push(
      `The list of ${what} contains entries that were not understood, or says that there are more: compare the result with the ` +
        `panel. The list looks like this: ${list.looks}`,
    );
  }
  if (all.length > 0 || (await lists.provesNothing(list))) return all;
  throw new Failure(
    `The panel's list of ${what} was not recognised, so what the panel holds is unknown. It looks like this: ` +
      `${list.looks}. Nothing was written. Please open an issue that shows this shape.`,
  );
}

/** The domains of `list_zones`; none where the panel does not answer this operation, which is barely documented. */
async function zonesListed(lists: PanelLists): Promise<string[]> {
  try {
    return await lists.domains();
  } catch (error) {
    // the lists were answered, so a login that is refused here only lacks the right to this operation
    if (hasNoAnswer(error) || (error instanceof BrainycpError && error.code === "login_refused")) return [];
    throw error;
  }
}

async function domainsOf(
  lists: PanelLists,
  names: readonly string[],
  progress: Progress,
  warnings: string[],
): Promise<DomainEntry[]> {
  const limit = pLimit(zonesAtOnce);
  const refusals: string[] = [];
  let done = 0;
  const look = async (domain: string): Promise<DomainEntry> => {
    const zone = await lists.zone(domain).catch((error: unknown) => {
      if (!hasNoAnswer(error)) throw error;
      refusals.push(messageOf(error));
      return undefined;
    });
    progress.counts(++done, names.length);
    if (zone === undefined) return { domain, zone: "hidden", spf: null, dkim: null };
    const [spf, dkim] = [isThere(zone.spf) ?? null, isThere(zone.dkim) ?? null];
    const selectors = selectorsIn(zone);
    const others = dkim === null && selectors.length > 0 ? { selectors } : {};
    return { domain, zone: "shown", spf, dkim, ...others };
  };
  try {
    return await Promise.all(names.map((name) => limit(look, name)));
  } finally {
    // after a failure nobody waits for the others
    limit.clearQueue();
    if (refusals[0] !== undefined)
      warnings.push(`Zones that were refused: ${refusals.length}. ${refusals[0]}`);
  }
}

function hasNoAnswer(error: unknown): boolean {
  return error instanceof BrainycpError && noAnswers.has(error.code) && !error.transient;
}
