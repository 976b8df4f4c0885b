import { BrainycpError } from "../../adapter/errors";
import type { ListedForward } from "../../adapter/lists/forwards";
import type { Listing } from "../../adapter/lists/listing";
import type { ListedMailbox } from "../../adapter/lists/mailboxes";
import type { PanelLists, ZoneAnswer } from "../../adapter/panelLists";
import { sentence, setting } from "../../adapter/sentence";
import { failed, ok, skip, warn, wrong, type Check } from "./finding";

/** What to do where a login is not known to be accepted. */
export const checkCredentials = sentence`Check ${setting("username")} and ${setting("password")}: a wrong login may be answered with “nothing was found”, too`;
const openIssue = "Please open an issue that shows this shape";

/** Whether the list of mailboxes is recognised. */
export async function checkMailboxes(
  lists: PanelLists,
  list: Listing<ListedMailbox>,
  owner: string,
): Promise<Check> {
  const name = "mailboxes";
  const entries = list.all();
  if (entries.length === 0 && !(await lists.provesNothing(list))) {
    // addmail says itself that a mailbox exists, so that new ones can be made
    return warn(
      name,
      `the list is not recognised: it looks like ${list.looks}. Mailboxes can be created, but not adopted or refreshed`,
      openIssue,
    );
  }
  const quotas = entries.some(({ quota }) => quota !== undefined) ? "with quotas" : "without quotas";
  const text = `the list is recognised: ${entries.length} of ${owner}`;
  return ok(name, entries.length === 0 ? text : `${text}, ${quotas}`);
}

/** Whether the lists of forwardings are recognised. */
export async function checkForwardings(
  lists: PanelLists,
  forwards: readonly Listing<ListedForward>[],
  account: string,
): Promise<Check> {
  const name = "forwardings";
  for (const list of forwards.filter((each) => each.all().length === 0)) {
    if (list.extent === "unclear") {
      return wrong(
        name,
        `the list is not recognised: it looks like ${list.looks}. No forwarding is created, because it could overwrite another`,
        openIssue,
      );
    }
    if (!(await lists.provesNothing(list))) return warn(name, list.looks, checkCredentials);
  }
  const number = forwards.reduce((sum, list) => sum + list.all().length, 0);
  return ok(name, `the list is recognised: ${number} that ${account} can see`);
}

/** Whether the first of these zones that the panel shows is recognised. */
export async function checkZones(
  domains: readonly string[],
  ask: (domain: string) => Promise<ZoneAnswer | BrainycpError>,
): Promise<Check> {
  const name = "zones";
  if (domains.length === 0) return skip(name, "there is no domain to look up");
  for (const domain of domains) {
    const answer = await ask(domain);
    if (answer instanceof BrainycpError) return failed(name, answer);
    if (answer.is === "shown")
      return ok(name, `the zone of ${domain} is recognised: ${answer.zone.records.length} records`);
    if (answer.is === "unrecognised")
      return warn(name, `the zone of ${domain} is not recognised: it looks like ${answer.looks}`, openIssue);
  }
  return warn(
    name,
    `the panel does not show the zone of ${domains.join(", ")}, so whether SPF and DKIM are on is unknown`,
    "Nothing to do if another name server hosts the domain. Otherwise check that the account owns it",
  );
}
