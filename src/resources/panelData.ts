import * as pulumi from "@pulumi/pulumi";
import { normaliseDomain } from "../adapter/address";
import { BrainycpError } from "../adapter/errors";
import { normaliseNameServer } from "../adapter/nameServers";
import type { Listing } from "../adapter/lists/listing";
import type { PanelLists } from "../adapter/panelLists";
import { ownerOf } from "../settings";
import { domainHealth, isHealthy } from "../dns/mailHealth";
import { PublicDns } from "../dns/publicDns";
import type {
  ForwardData,
  GetMailHealthArgs,
  GetZoneArgs,
  MailboxData,
  MailHealth,
  PanelLookup,
  ZoneData,
} from "./functions";
import { Session, type Site } from "../lifecycle/session";

/** The panels of the program that runs here; each call reads the stack's configuration anew. */
const session = new Session();

/** See `getMailboxes`. */
export async function mailboxes(lookup: PanelLookup): Promise<MailboxData[]> {
  const all = await entriesOf(lookup, "getMailboxes", "mailboxes", (lists, owner) => lists.mailboxes(owner));
  return all.map(({ email, quota }) => ({ email, ...(quota === undefined ? {} : { quota: quota[0] }) }));
}

/** See `getForwards`. */
export async function forwards(lookup: PanelLookup): Promise<ForwardData[]> {
  const all = await entriesOf(lookup, "getForwards", "forwardings", (lists, owner) => lists.forwards(owner));
  return all.map(({ source, targets }) => ({ source, targets: [...targets] }));
}

/** See `getZone`. */
export function zone({ domain: written, ...lookup }: GetZoneArgs): Promise<ZoneData> {
  return asking(lookup, async ({ panel, settings }) => {
    const domain = domainIn("getZone", written);
    const shown = await panel.lists.zone(domain, ownerOf(settings, lookup.panelUser));
    if (shown !== undefined) return { domain, records: shown.records.map((record) => ({ ...record })) };
    throw new BrainycpError({
      code: "not_found",
      problem: `getZone: the panel ${settings.endpoint} does not show the zone of ${domain}`,
      nextStep: "Correct the domain, server or panelUser; an account only sees the zones of its own domains",
    });
  });
}

/** See `getMailHealth`. */
export function mailHealth({
  domain: written,
  nameServers,
  ...lookup
}: GetMailHealthArgs): Promise<MailHealth> {
  return asking(lookup, async ({ panel, settings }) => {
    const domain = domainIn("getMailHealth", written);
    const dns = await PublicDns.at(nameServers?.map((server) => nameServerIn("getMailHealth", server)));
    const zone = await panel.lists.zone(domain, ownerOf(settings, lookup.panelUser));
    const health = await domainHealth(domain, { zone, declared: [] }, dns);
    return { ...health, isHealthy: isHealthy(health) };
  });
}

/** A domain in its normal form. @throws pulumi.RunError for what is none */
function domainIn(name: string, written: string): string {
  const domain = normaliseDomain(written);
  if ("refused" in domain) throw new pulumi.RunError(`${name}: domain ${domain.refused}`);
  return domain.value;
}

/** A name server in its normal form. @throws pulumi.RunError for what is none */
function nameServerIn(name: string, written: string): string {
  const server = normaliseNameServer(written);
  if ("refused" in server) throw new pulumi.RunError(`${name}: nameServers: ${server.refused}`);
  return server.value;
}

/** Asks a panel of the stack; errors are for the person who runs the program, not for its author. */
async function asking<T>({ server }: PanelLookup, ask: (site: Site) => Promise<T>): Promise<T> {
  try {
    // no other call comes between these two lines
    session.configure((key) => pulumi.runtime.getConfig(key), Object.keys(pulumi.runtime.allConfig()));
    return await ask(session.connect(server));
  } catch (error) {
    throw error instanceof BrainycpError ? new pulumi.RunError(error.message) : error;
  }
}

/**
 * All that a list shows; warns of single objects and domains that were not understood.
 *
 * @throws BrainycpError, which shows how the list looks, where it was not understood or says that there is more
 */
function entriesOf<T>(
  lookup: PanelLookup,
  name: string,
  what: string,
  look: (lists: PanelLists, owner: string) => Promise<Listing<T>>,
): Promise<T[]> {
  return asking(lookup, async ({ panel: { lists }, settings }) => {
    const list = await look(lists, ownerOf(settings, lookup.panelUser));
    const all = list.all();
    const notUnderstood = `${name}: the panel's list of ${what} has entries that were not understood`;
    if (all.length === 0 ? await lists.provesNothing(list) : list.extent !== "unclear") {
      if (list.isDoubtful) await pulumi.log.warn(`${notUnderstood}: ${list.looks}`);
      return all;
    }
    throw new BrainycpError({
      code: "list_unrecognised",
      problem:
        all.length === 0
          ? `${name}: the panel's list of ${what} was not recognised; it looks like this: ${list.looks}`
          : `${notUnderstood}, or says that there are more; it looks like this: ${list.looks}`,
      nextStep: "Please open an issue with the shape that the list has",
    });
  });
}
