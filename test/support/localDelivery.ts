import { randomBytes } from "node:crypto";
import { chownSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addressKey } from "../../src/simulator/mailAddress";
import type { MailPanel } from "./mailPanel";

/** Delivers as a mail server of the panel does, and remembers what it took. */
export class LocalDelivery {
  /** The IDs of all messages that it took. */
  readonly taken: string[] = [];
  /** How many it had nobody for. */
  refused = 0;

  constructor(private readonly panel: Pick<MailPanel, "simulator" | "dovecot">) {}

  /** Delivers a new message by the panel's mailboxes and forwardings as they are. */
  deliver(address: string): void {
    const id = randomBytes(8).toString("hex");
    const recipients = this.recipientsOf(address);
    if (recipients.length === 0) this.refused += 1;
    else this.taken.push(id);
    for (const recipient of recipients) {
      const maildir = this.panel.dovecot.maildirOf(recipient);
      const file = join(maildir, "new", `${Date.now()}.${randomBytes(8).toString("hex")}.mail`);
      writeFileSync(
        file,
        `Return-path: <ben@example.net>\nEnvelope-to: ${recipient}\nDelivery-date: ${new Date().toUTCString()}\n` +
          `Received: from ben by mail with smtp id ${id}\n\tfor ${address}\nMessage-ID: <${id}@example.net>\n\nhello\n`,
      );
      const { uid, gid } = statSync(maildir);
      chownSync(file, uid, gid);
    }
  }

  private recipientsOf(address: string): string[] {
    const { panel } = this.panel.simulator;
    const forward = panel.forwards().find(({ source }) => addressKey(source) === address);
    const all =
      forward === undefined ? [address] : [...(forward.saveLocal ? [address] : []), ...forward.targets];
    const known = new Set(panel.mailboxes().map(({ email }) => email));
    return all.filter((each) => known.has(each));
  }
}
