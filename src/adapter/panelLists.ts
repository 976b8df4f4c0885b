import type { Client } from "./client";
import { forwardsIn, type ListedForward } from "./lists/forwards";
import { sketch, textsOf } from "./lists/json";
import { Listing } from "./lists/listing";
import { mailboxesIn, type ListedMailbox } from "./lists/mailboxes";
import { RowMemory } from "./lists/rowMemory";
import { addressesWithin, asDomain } from "./lists/text";
import { Zone } from "./lists/zone";
import type { Freshness } from "./freshness";
import { Gathering } from "./gathering";
import { log } from "./log";
import { otherUser } from "./otherUser";
import { ownerOf } from "../settings";
import type { OperationName } from "./operations";
import { SharedCall } from "./sharedCall";

/** What the panel answers to a question for a zone. */
export type ZoneAnswer =
  | { readonly is: "shown"; readonly zone: Zone }
  | { readonly is: "hidden" }
  | { readonly is: "unrecognised"; readonly looks: string };

/** One call that several askers share. */
interface Sharing<T> {
  ask(fresh?: Freshness): Promise<T>;
}

/** The list that shows what an operation changes. */
const shownIn: Partial<Record<OperationName, "getlistmail" | "getforwardmail">> = {
  addmail: "getlistmail",
  delmail: "getlistmail",
  addforward: "getforwardmail",
  delforward: "getforwardmail",
};

/**
 * What a panel holds, as far as its lists tell. All who ask for one list share its call as far as it is fresh enough for
 * them; where nobody says how fresh it has to be, it begins after the question.
 */
export class PanelLists {
  private readonly calls = new Map<string, Sharing<unknown>>();
  private readonly gatherings: Readonly<Record<"getlistmail" | "getforwardmail", Gathering>>;

  /** @param Shared how they share it; those who ask later too, where it is `OnceCall` */
  constructor(
    private readonly client: Client,
    private readonly Shared: new <T>(
      call: () => Promise<T>,
      gathering?: Gathering,
    ) => Sharing<T> = SharedCall,
  ) {
    const longest = client.settings.timeoutSeconds * 1000;
    this.gatherings = { getlistmail: new Gathering(longest), getforwardmail: new Gathering(longest) };
  }

  /** Makes a change; those who look together at what it changes wait for it. */
  whileChanging<T>(operation: OperationName, change: () => Promise<T>): Promise<T> {
    const list = shownIn[operation];
    return list === undefined ? change() : this.gatherings[list].lead(change);
  }

  /** The mailboxes of a panel user. Source: `getlistmail`. */
  mailboxes(owner: string, fresh?: Freshness): Promise<Listing<ListedMailbox>> {
    return this.list("getlistmail", owner, mailboxesIn, fresh);
  }

  /**
   * The forwardings that the account can see, as one list: its own and those of a panel user, by default the one that
   * the settings name. Source: `getforwardmail`.
   */
  async forwards(owner = ownerOf(this.client.settings), fresh?: Freshness): Promise<Listing<ListedForward>> {
    const [own, ...others] = await this.forwardLists(owner, fresh);
    return others.reduce((all, list) => all.and(list), own);
  }

  /**
   * The same forwardings, a list for each user. They are made as the account; whose they are then is not documented.
   */
  forwardLists(
    owner: string,
    fresh?: Freshness,
  ): Promise<[Listing<ListedForward>, ...Listing<ListedForward>[]]> {
    const { username } = this.client.settings;
    const own = this.list("getforwardmail", username, forwardsIn, fresh);
    return otherUser(this.client.settings, owner) === undefined
      ? Promise.all([own])
      : Promise.all([own, this.list("getforwardmail", owner, forwardsIn, fresh)]);
  }

  /** The zone of a domain; undefined where the panel does not show it or it is not recognised. */
  async zone(domain: string, owner?: string, fresh?: Freshness): Promise<Zone | undefined> {
    const answer = await this.askForZone(domain, owner, fresh);
    return answer.is === "shown" ? answer.zone : undefined;
  }

  /** What the panel says of a domain's zone. Source: `show_zones`. */
  askForZone(domain: string, owner = ownerOf(this.client.settings), fresh?: Freshness): Promise<ZoneAnswer> {
    const ask = async (): Promise<ZoneAnswer> => {
      const fields = { zone: domain, user_edit: otherUser(this.client.settings, owner) };
      const { meaning, data, message } = await this.client.call("show_zones", fields, domain);
      if (meaning !== "done") return { is: "hidden" };
      // a zone file may stand in place of the message
      const zone = Zone.recognise(domain, [data, message]);
      return zone === undefined ? { is: "unrecognised", looks: sketch(data) } : { is: "shown", zone };
    };
    return this.shared(`show_zones ${domain} ${owner}`, ask, fresh);
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
    read: (data: unknown, rows: RowMemory) => Listing<T>,
    fresh?: Freshness,
  ): Promise<Listing<T>> {
    let rows: RowMemory | undefined;
    const ask = async (): Promise<Listing<T>> => {
      const fields = { panel_user: otherUser(this.client.settings, owner) };
      const answer = await this.client.call(operation, fields, `for ${owner}`);
      if (answer.meaning === "nothingFound") {
        // an account without rights may get code 1 too: "nothing" counts only from a login that is accepted
        if (await this.client.provesLogin()) return Listing.none();
        const looks = "“nothing was found”, from a login that could not be proved";
        return new Listing<T>({ shown: new Map(), extent: "blank", looks });
      }
      const list = read(answer.data, (rows ??= new RowMemory()));
      if (list.extent !== "whole") log(`${operation}: a list that is not recognised: ${list.looks}`);
      // a list that stands in place of the message is none that can be read, but it is not nothing
      const isElsewhere = list.extent === "blank" && addressesWithin(answer.message).length > 0;
      return isElsewhere ? new Listing<T>({ shown: new Map(), extent: "unclear", looks: list.looks }) : list;
    };
    return this.shared(`${operation} ${owner}`, ask, fresh, this.gatherings[operation]);
  }

  private shared<T>(
    key: string,
    call: () => Promise<T>,
    fresh: Freshness | undefined,
    gathering?: Gathering,
  ): Promise<T> {
    const known = this.calls.get(key) as Sharing<T> | undefined;
    const shared = known ?? new this.Shared(call, gathering);
    if (known === undefined) this.calls.set(key, shared);
    return shared.ask(fresh);
  }
}
