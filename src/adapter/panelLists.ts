import type { Client } from "./client";
import { forwardsIn, type ListedForward } from "./lists/forwards";
import { sketch, textsOf } from "./lists/json";
import { Listing } from "./lists/listing";
import { mailboxesIn, type ListedMailbox } from "./lists/mailboxes";
import { addressesWithin, asDomain } from "./lists/text";
import { Zone } from "./lists/zone";
import { log } from "./log";
import { otherUser } from "./otherUser";
import { ownerOf } from "../settings";
import { SharedCall } from "./sharedCall";

/** What the panel answers to a question for a zone. */
export type ZoneAnswer =
  | { readonly is: "shown"; readonly zone: Zone }
  | { readonly is: "hidden" }
  | { readonly is: "unrecognised"; readonly looks: string };

/** A way in which several askers share one call. */
type Sharing = new <T>(call: () => Promise<T>) => { ask(): Promise<T> };

/** What a panel holds, as far as its lists tell. All who ask for one list at the same time share its call. */
export class PanelLists {
  private readonly calls = new Map<string, { ask(): Promise<unknown> }>();

  /** @param Shared how they share it; those who ask later too, where it is `OnceCall` */
  constructor(
    private readonly client: Client,
    private readonly Shared: Sharing = SharedCall,
  ) {}

  /** The mailboxes of a panel user. Source: `getlistmail`. */
  mailboxes(owner: string): Promise<Listing<ListedMailbox>> {
    return this.list("getlistmail", owner, mailboxesIn);
  }

  /**
   * The forwardings that the account can see, as one list: its own and those of a panel user, by default the one that
   * the settings name. Source: `getforwardmail`.
   */
  async forwards(owner = ownerOf(this.client.settings)): Promise<Listing<ListedForward>> {
    const [own, ...others] = await this.forwardLists(owner);
    return others.reduce((all, list) => all.and(list), own);
  }

  /**
   * The same forwardings, a list for each user. They are made as the account; whose they are then is not documented.
   */
  forwardLists(owner: string): Promise<[Listing<ListedForward>, ...Listing<ListedForward>[]]> {
    const { username } = this.client.settings;
    const own = this.list("getforwardmail", username, forwardsIn);
    return otherUser(this.client.settings, owner) === undefined
      ? Promise.all([own])
      : Promise.all([own, this.list("getforwardmail", owner, forwardsIn)]);
  }

  /** The zone of a domain; undefined where the panel does not show it or it is not recognised. */
  async zone(domain: string, owner?: string): Promise<Zone | undefined> {
    const answer = await this.askForZone(domain, owner);
    return answer.is === "shown" ? answer.zone : undefined;
  }

  /** What the panel says of a domain's zone. Source: `show_zones`. */
  askForZone(domain: string, owner = ownerOf(this.client.settings)): Promise<ZoneAnswer> {
    return this.shared(`show_zones ${domain} ${owner}`, async () => {
      const fields = { zone: domain, user_edit: otherUser(this.client.settings, owner) };
      const { meaning, data, message } = await this.client.call("show_zones", fields, domain);
      if (meaning !== "done") return { is: "hidden" };
      // a zone file may stand in place of the message
      const zone = Zone.recognise(domain, [data, message]);
      return zone === undefined ? { is: "unrecognised", looks: sketch(data) } : { is: "shown", zone };
    });
  }

  /**
   * The domains whose zones the panel's name server has for the account, as far as the answer tells. Source:
   * `list_zones`, of which neither shape nor codes are documented: other texts with a dot may be among them.
   */
  async domains(): Promise<string[]> {
    const { data, message } = await this.client.call(
      "list_zones",
      {},
      `for ${this.client.settings.username}`,
    );
    const words = [...textsOf([data, message])].flatMap((text) => text.split(/[\s,;]+/));
    return [...new Set(words.flatMap((word) => asDomain(word.replace(/\.$/, "")) ?? []))];
  }

  /** Whether a list says for sure that there is nothing: it names nothing, and the login is known to be accepted. */
  async provesNothing(list: Listing<unknown>): Promise<boolean> {
    if (list.all().length > 0 || list.extent === "unclear") return false;
    return list.extent === "whole" || (await this.client.provesLogin());
  }

  private list<T>(
    operation: "getlistmail" | "getforwardmail",
    owner: string,
    read: (data: unknown) => Listing<T>,
  ): Promise<Listing<T>> {
    return this.shared(`${operation} ${owner}`, async () => {
      const fields = { panel_user: otherUser(this.client.settings, owner) };
      const answer = await this.client.call(operation, fields, `for ${owner}`);
      if (answer.meaning === "nothingFound") {
        // an account without rights may get code 1 too: "nothing" counts only from a login that is accepted
        if (await this.client.provesLogin()) return Listing.none();
        const looks = "“nothing was found”, from a login that could not be proved";
        return new Listing<T>({ shown: new Map(), extent: "blank", looks });
      }
      const list = read(answer.data);
      if (list.extent !== "whole") log(`${operation}: a list that is not recognised: ${list.looks}`);
      // a list that stands in place of the message is none that can be read, but it is not nothing
      const isElsewhere = list.extent === "blank" && addressesWithin(answer.message).length > 0;
      return isElsewhere ? new Listing<T>({ shown: new Map(), extent: "unclear", looks: list.looks }) : list;
    });
  }

  private shared<T>(key: string, call: () => Promise<T>): Promise<T> {
    const known = this.calls.get(key) as { ask(): Promise<T> } | undefined;
    const shared = known ?? new this.Shared(call);
    if (known === undefined) this.calls.set(key, shared);
    return shared.ask();
  }
}
