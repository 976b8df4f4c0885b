import { Client } from "./client";
import type { ListedForward } from "./lists/forwards";
import { Inventory } from "./inventory";
import type { Listing } from "./lists/listing";
import type { ListedMailbox } from "./lists/mailboxes";
import { ownerOf, type Settings } from "./settings";
import type { Zone } from "./lists/zone";

/** One BrainyCP panel, to be looked at: nothing here changes it. */
export class PanelReader {
  protected readonly client: Client;
  protected readonly inventory: Inventory;

  constructor(readonly settings: Settings) {
    this.client = new Client(settings);
    this.inventory = new Inventory(this.client);
  }

  /** The mailboxes of a panel user. */
  mailboxes(owner: string): Promise<Listing<ListedMailbox>> {
    return this.inventory.mailboxes(this.otherUser(owner));
  }

  /**
   * The forwardings that this account can see: its own and those of a panel user, by default the one that the settings
   * name. They are made as the account; whose they are then is not documented.
   */
  async forwards(owner = ownerOf(this.settings)): Promise<Listing<ListedForward>> {
    const user = this.otherUser(owner);
    const own = this.inventory.forwards(undefined);
    if (user === undefined) return own;
    const [mine, theirs] = await Promise.all([own, this.inventory.forwards(user)]);
    return mine.and(theirs);
  }

  /** The zone of a domain; undefined where the panel does not show it or it is not recognised. */
  zone(domain: string, owner = ownerOf(this.settings)): Promise<Zone | undefined> {
    return this.inventory.zone(domain, this.otherUser(owner));
  }

  /** What the panel's name server lists for the account: its domains, and perhaps other texts that look like one. */
  domains(): Promise<string[]> {
    return this.inventory.domains();
  }

  /** Whether a list says for sure that there is nothing: it names nothing, and the login is known to be accepted. */
  async provesNothing(list: Listing<unknown>): Promise<boolean> {
    if (list.all().length > 0 || list.extent === "unclear") return false;
    return list.extent === "whole" || (await this.client.provesLogin());
  }

  /** The value of `panel_user`: left out for the account itself, which needs no right to act for itself. */
  protected otherUser(owner: string): string | undefined {
    return owner === this.settings.username ? undefined : owner;
  }
}
