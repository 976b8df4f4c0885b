import type { Client } from "./client";
import { ForwardList } from "./forwards";
import { log } from "./log";
import { MailboxList } from "./mailboxes";
import { SharedCall } from "./sharedCall";
import { addressesWithin, asDomain, isBlank, sketch, textsOf } from "./shape";
import { Zone } from "./zone";

/** A list that was asked for: what it holds, or, where its shape was not recognised, how it looks. */
export interface Asked<List> {
  /** Undefined where the list was not recognised: it then says nothing about any object. */
  readonly list: List | undefined;
  /** How an unrecognised list looks, without what it holds. */
  readonly looks: string;
  /** Whether it named nothing at all. */
  readonly blank: boolean;
}

/** What the panel holds, as far as its lists tell. */
export class Inventory {
  private readonly calls = new Map<string, SharedCall<unknown>>();

  constructor(private readonly client: Client) {}

  /** The mailboxes of a panel user, or of the account itself. Source: `getlistmail`. */
  mailboxes(panelUser: string | undefined): Promise<Asked<MailboxList>> {
    return this.list("getlistmail", panelUser, MailboxList);
  }

  /** The forwardings of a panel user, or of the account itself. Source: `getforwardmail`. */
  forwards(panelUser: string | undefined): Promise<Asked<ForwardList>> {
    return this.list("getforwardmail", panelUser, ForwardList);
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

  private list<List>(
    operation: "getlistmail" | "getforwardmail",
    panelUser: string | undefined,
    kind: { readonly empty: List; recognise(data: unknown): List | undefined },
  ): Promise<Asked<List>> {
    return this.shared(`${operation} ${panelUser ?? ""}`, async () => {
      const fields = panelUser === undefined ? {} : { panel_user: panelUser };
      const about = `for ${panelUser ?? this.client.settings.username}`;
      const answer = await this.client.call(operation, fields, about);
      if (answer.meaning === "nothingFound") {
        // an account without rights may get code 1 too: "nothing" counts only from a login that is accepted
        const list = (await this.client.provesLogin()) ? kind.empty : undefined;
        return { list, looks: "“nothing was found”, from a login that could not be proved", blank: true };
      }
      const list = kind.recognise(answer.data);
      const looks = sketch(answer.data);
      if (list === undefined) log(`${operation}: a list that is not recognised: ${looks}`);
      // a list that stands in place of the message is none that can be read, but it is not nothing
      return { list, looks, blank: isBlank(answer.data) && addressesWithin(answer.message).length === 0 };
    });
  }

  private shared<T>(key: string, call: () => Promise<T>): Promise<T> {
    const known = this.calls.get(key) as SharedCall<T> | undefined;
    const shared = known ?? new SharedCall(call);
    if (known === undefined) this.calls.set(key, shared);
    return shared.ask();
  }
}
