import { BrainycpError } from "./errors";
import type { Listing } from "./lists/listing";
import type { PanelLists } from "./panelLists";

/**
 * Whether a panel shows nothing of a domain: no zone, and no mailbox or forwarding in lists that were understood whole.
 * That is no proof: a domain whose DNS is elsewhere has no zone on the panel, and a new one no mailboxes.
 */
export async function isUnseenDomain(lists: PanelLists, domain: string, owner: string): Promise<boolean> {
  try {
    const [mailboxes, forwards] = await Promise.all([lists.mailboxes(owner), lists.forwards(owner)]);
    const addresses = [
      ...mailboxes.all().map(({ email }) => email),
      ...forwards.all().map(({ source }) => source),
    ];
    if (addresses.some((address) => address.endsWith(`@${domain}`))) return false;
    const isWhole = async (list: Listing<unknown>): Promise<boolean> =>
      (list.extent === "whole" && !list.isDoubtful) || (await lists.provesNothing(list));
    if (!(await isWhole(mailboxes)) || !(await isWhole(forwards))) return false;
    return (await lists.askForZone(domain, owner)).is === "hidden";
  } catch (error) {
    if (error instanceof BrainycpError) return false;
    throw error;
  }
}
