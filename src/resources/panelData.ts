import * as pulumi from "@pulumi/pulumi";
import { normaliseDomain } from "../adapter/address";
import { BrainycpError } from "../adapter/errors";
import type { Listing } from "../adapter/lists/listing";
import type { PanelLists } from "../adapter/panelLists";
import { ownerOf } from "../settings";
import type { ForwardData, GetZoneArgs, MailboxData, PanelLookup, ZoneData } from "./functions";
import { Session, type Site } from "../lifecycle/session";

/** The panels of the program that runs here; each call reads the stack's configuration anew. */
const session = new Session();

/** See `getMailboxes`. */
export function mailboxes(lookup: PanelLookup): Promise<MailboxData[]> {
  return asking(lookup, async ({ panel, settings }) => {
    const owner = ownerOf(settings, lookup.panelUser);
    const list = await panel.lists.mailboxes(owner);
    await assureUnderstood(panel.lists, list, "getMailboxes", "mailboxes");
    return list
      .all()
      .map(({ email, quota }) => ({ email, ...(quota === undefined ? {} : { quota: quota[0] }) }));
  });
}

/** See `getForwards`. */
export function forwards(lookup: PanelLookup): Promise<ForwardData[]> {
  return asking(lookup, async ({ panel, settings }) => {
    const owner = ownerOf(settings, lookup.panelUser);
    const list = await panel.lists.forwards(owner);
    await assureUnderstood(panel.lists, list, "getForwards", "forwardings");
    return list.all().map(({ source, targets }) => ({ source, targets: [...targets] }));
  });
}

/** See `getZone`. */
export function zone({ domain: written, ...lookup }: GetZoneArgs): Promise<ZoneData> {
  return asking(lookup, async ({ panel, settings }) => {
    const domain = normaliseDomain(written);
    if ("refused" in domain) throw new pulumi.RunError(`getZone: domain ${domain.refused}`);
    const shown = await panel.lists.zone(domain.value, ownerOf(settings, lookup.panelUser));
    if (shown !== undefined) {
      return { domain: domain.value, records: shown.records.map((record) => ({ ...record })) };
    }
    throw new BrainycpError({
      code: "not_found",
      problem: `getZone: the panel ${settings.endpoint} does not show the zone of ${domain.value}`,
      nextStep: "Correct the domain, server or panelUser; an account only sees the zones of its own domains",
    });
  });
}

/** Asks a panel of the stack; errors are for the person who runs the program, not for its author. */
async function asking<T>({ server }: PanelLookup, ask: (site: Site) => Promise<T>): Promise<T> {
  try {
    // no other call comes between these two lines
    session.configure((key) => pulumi.runtime.getConfig(key));
    return await ask(session.connect(server));
  } catch (error) {
    throw error instanceof BrainycpError ? new pulumi.RunError(error.message) : error;
  }
}

/**
 * Makes sure that a list shows all that there is; warns of single objects and domains that were not understood.
 *
 * @throws BrainycpError, which shows how the list looks, where it was not understood or says that there is more
 */
async function assureUnderstood(
  lists: PanelLists,
  list: Listing<unknown>,
  name: string,
  what: string,
): Promise<void> {
  const isEmpty = list.all().length === 0;
  if (isEmpty ? await lists.provesNothing(list) : list.extent !== "unclear") {
    if (list.isDoubtful)
      await pulumi.log.warn(
        `${name}: the panel's list of ${what} has entries that were not understood: ${list.looks}`,
      );
    return;
  }
  throw new BrainycpError({
    code: "list_unrecognised",
    problem: isEmpty
      ? `${name}: the panel's list of ${what} was not recognised; it looks like this: ${list.looks}`
      : `${name}: the panel's list of ${what} has entries that were not understood, or says that there are more; it looks like this: ${list.looks}`,
    nextStep: "Please open an issue with the shape that the list has",
  });
}
