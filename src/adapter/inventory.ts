import type { Client } from "./client";
import { forwardsIn, type ListedForward } from "./lists/forwards";
import { Listing } from "./lists/listing";
import { log } from "./log";
import { mailboxesIn, type ListedMailbox } from "./lists/mailboxes";
import { SharedCall } from "./sharedCall";
import { textsOf } from "./lists/json";
import { addressesWithin, asDomain } from "./lists/text";
import { Zone } from "./lists/zone";

/** What the panel holds, as far as its lists tell. */
export class Inventory {
  private readonly calls = new Map<string, SharedCall<unknown>>();

  constructor(private readonly client: Client) {}

  /** The mailboxes of a panel user, or of the account itself. Source: `getlistmail`. */
  mailboxes(panelUser: string | undefined): Promise<Listing<ListedMailbox>> {
    return this.list("getlistmail", panelUser, mailboxesIn);
  }

  /** The forwardings of a panel user, or of the account itself. Source: `getforwardmail`. */
  forwards(panelUser: string | undefined): Promise<Listing<ListedForward>> {
    return this.list("getforwardmail", panelUser, forwardsIn);
  }

  /** The zone of a domain; undefined where the panel does not show it. Source: `show_zones`. */
  zone(domain: string, panelUser: string | undefined): Promise<Zone | undefined> {
    return this.shared(`show_zones ${domain} ${panelUser ?? ""}`, async () => {
      const fields = { zone: domain, ...(panelUser === undefined ? {} : { user_edit: panelUser }) };
      const answer = await this.client.call("show_zones", fields, domain);
      // a zone file may stand in place of the message
      return answer.meaning === "done" ? Zone.recognise(domain, [answer.data, answer.message]) : undefined;
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

  private list<T>(
    operation: "getlistmail" | "getforwardmail",
    panelUser: string | undefined,
    read: (data: unknown) => Listing<T>,
  ): Promise<Listing<T>> {
    return this.shared(`${operation} ${panelUser ?? ""}`, async () => {
      const fields = panelUser === undefined ? {} : { panel_user: panelUser };
      const about = `for ${panelUser ?? this.client.settings.username}`;
      const answer = await this.client.call(operation, fields, about);
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
    const known = this.calls.get(key) as SharedCall<T> | undefined;
    const shared = known ?? new SharedCall(call);
    if (known === undefined) this.calls.set(key, shared);
    return shared.ask();
  }
}
