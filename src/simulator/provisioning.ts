import { MailAccounts, type MailPlaces } from "./mailAccounts";
import { MailAliases } from "./mailAliases";
import type { SimulatorSettings } from "./simulatorSettings";
import type { PanelState, StoredMailbox } from "./state";

/** Makes and removes the accounts and the forwardings of a mail server as they come and go on the panel. */
export class Provisioning {
  private readonly accounts: MailAccounts;
  private readonly aliases: MailAliases | undefined;
  /** What the mail server was last told, by address. */
  private readonly provisioned = new Map<string, StoredMailbox>();

  constructor(
    places: MailPlaces,
    private readonly settings: Readonly<SimulatorSettings>,
  ) {
    this.accounts = new MailAccounts(places);
    this.aliases = places.aliasesFile === undefined ? undefined : new MailAliases(places.aliasesFile);
  }

  /** Tells the mail server of all that has come, changed or gone since the last time. */
  follow({ mailboxes, forwards }: Pick<PanelState, "mailboxes" | "forwards">): void {
    for (const address of [...this.provisioned.keys()]) {
      if (mailboxes.has(address)) continue;
      this.accounts.remove(address, { leaveMaildir: this.settings.delmailLeavesMaildir });
      this.provisioned.delete(address);
    }
    for (const [address, { email, password, quota }] of mailboxes) {
      const before = this.provisioned.get(address);
      if (before?.quota === quota && before.password.digest === password.digest) continue;
      this.accounts.add(address, { password, storage: `${quota}${this.settings.mailQuotaUnit}` });
      // A copy, since the panel changes its own in place.
      this.provisioned.set(address, { email, password, quota });
    }
    this.aliases?.write(forwards.values());
  }
}
