import { createHmac, randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { addressKey, domainOf } from "../../adapter/address";
import { together, without } from "../../adapter/addressSet";
import { BrainycpError } from "../../adapter/errors";
import { notRecognised } from "../../adapter/lists/listing";
import type { ListedForward } from "../../adapter/lists/forwards";
import { ambiguous } from "../../adapter/panel";
import type { Site } from "../../lifecycle/session";
import { ImapMailbox } from "../../mail/imapMailbox";
import { mailServerOf } from "../../mail/mailServer";
import { mergeMail } from "../../mail/mergeMail";
import { addForward, deleteForward } from "../mailForward/forwardCalls";
import { addBeside, remove } from "../mailForward/forwardChanges";
import { knownForward, type KnownForward } from "../mailForward/forwardState";
import { afterProvisioning, withMailbox } from "./departure";
import { releaseTargets } from "./keptForwards";
import { addMailbox, deleteMailbox, seeMailbox, type MailboxSpec } from "./mailboxCalls";

/** A mailbox that is made anew. */
type Mailbox = Pick<MailboxSpec, "email" | "owner">;
type Login = Pick<MailboxSpec, "email" | "password">;

/** How long a mail server may take for what it has accepted already, in milliseconds. */
const delivery = 1000;

/** How often mail that keeps arriving is followed. */
const passes = 20;

/**
 * A second mailbox that gets what arrives while a mailbox is made anew, by a forwarding of its address. The forwarding
 * stands from before the last look into the old mailbox until the new one is there; then what arrived is merged into it.
 *
 * The second mailbox's name says whose it is, and its password follows from the name and the account's password, so any
 * run with that finds it and goes on.
 */
export class Parking {
  /** What else the address forwards to. */
  private others: readonly string[] = [];
  /** Whether its own mailbox gets a copy of what is forwarded. */
  private keepsCopy = true;

  private constructor(
    private readonly site: Site,
    private readonly mailbox: Mailbox,
    private readonly second: MailboxSpec,
  ) {}

  /** The one that an interrupted run left behind. */
  static async find(site: Site, mailbox: Mailbox): Promise<Parking | undefined> {
    const { name } = site.journal.own("parking", mailbox.email)?.detail ?? {};
    const noted = typeof name === "string" ? name : undefined;
    const list = await site.panel.lists.mailboxes(mailbox.owner);
    const listed = list
      .all()
      .find(({ spelling }) => addressKey(spelling).startsWith(beginningFor(site, mailbox)));
    const email = listed === undefined ? noted : addressKey(listed.spelling);
    return email === undefined ? undefined : new Parking(site, mailbox, secondOf(site, mailbox, email, 0));
  }

  /**
   * Sets one up, where `parkMail` asks for it or an interrupted run left one. Undefined, with a warning, where the panel
   * does not allow it; nothing is left of it then.
   *
   * @param mailbox the mailbox as it is in the panel
   */
  private static async begin(site: Site, mailbox: MailboxSpec): Promise<Parking | undefined> {
    const left = await Parking.find(site, mailbox);
    if (left === undefined && site.settings.parkMail !== true) return undefined;
    const name =
      left?.second.email ??
      `${beginningFor(site, mailbox)}${randomBytes(4).toString("hex")}@${domainOf(mailbox.email)}`;
    const parking = new Parking(site, mailbox, secondOf(site, mailbox, name, mailbox.quota));
    try {
      if (await parking.isOfUse()) {
        await parking.stand();
        return parking;
      }
      await left?.end(mailbox);
    } catch (error) {
      if (!(error instanceof BrainycpError)) throw error;
      await parking.end(mailbox).catch(() => undefined);
      // what passes is better tried again than deleted on
      if (error.transient || error.outcomeUnknown) throw error;
      site.run.warn(
        `Mailbox ${mailbox.email}: what arrives while it is made anew is not parked (brainycp:parkMail), so senders are told ` +
          `that there is no such mailbox for that moment. ${error.message}`,
      );
    }
    return undefined;
  }

  /** Deletes a mailbox that is made anew, with one set up where there is to be one. */
  static async during(site: Site, mailbox: MailboxSpec, remove: () => Promise<void>): Promise<void> {
    const parking = await Parking.begin(site, mailbox);
    try {
      await parking?.stopCopies();
      await remove();
    } catch (error) {
      const isUntouched = error instanceof BrainycpError && !error.outcomeUnknown;
      // where this fails, the next run finds it
      if (isUntouched && (await seeMailbox(site.panel, mailbox)).is === "present")
        await parking?.end(mailbox).catch(() => undefined);
      throw error;
    }
    await parking?.hold();
  }

  /** Ends the copies: what arrives now goes to the second mailbox alone, where the panel lets the forwarding be changed. */
  private async stopCopies(): Promise<void> {
    const { site, second } = this;
    await this.inTurn(async () => {
      const there = await this.look();
      const targets = together(there?.targets ?? this.others, [second.email]);
      const source = there?.spelling ?? this.mailbox.email;
      try {
        await addForward(site.panel, source, targets, false, true);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        // nobody else misses it for a moment, and the old mailbox is still there
        if (targets.length > 1) return;
        await deleteForward(site.panel, source, targets);
        await addForward(site.panel, source, targets, false, true);
      }
      this.keepsCopy = false;
    });
    // what was on its way to the old mailbox arrives there
    await sleep(delivery);
  }

  /** Sets the forwarding up again where the panel has just removed it with the old mailbox. */
  private async hold(): Promise<void> {
    const { site, mailbox, second } = this;
    // it is no forwarding that a creation restores
    releaseTargets(site, mailbox.email, [second.email]);
    try {
      await this.inTurn(async () => {
        const there = await this.look();
        if (without([second.email], there?.targets ?? []).length === 0) return;
        const targets = together(there?.targets ?? this.others, [second.email]);
        await addForward(site.panel, there?.spelling ?? mailbox.email, targets, this.keepsCopy, true);
      });
    } catch (error) {
      if (!(error instanceof BrainycpError)) throw error;
      site.run.warn(
        `Mailbox ${mailbox.email}: the panel may have removed the forwarding to ${second.email} with the mailbox, so what ` +
          `arrives before the new one is there may be refused. ${error.message}`,
      );
    }
  }

  /** Ends the forwarding: what arrives goes to the mailbox itself, which is there. Other targets stay. */
  async release(): Promise<void> {
    const { site, mailbox, second } = this;
    releaseTargets(site, mailbox.email, [second.email]);
    await this.inTurn(async ({ declared }) => {
      const there = await this.look();
      if (there === undefined || without([second.email], there.targets).length > 0) return;
      if (there.targets.length > 1 && declared?.saveLocal !== false) {
        // it was set up beside others only where the mailbox got copies
        await addForward(site.panel, there.spelling, there.targets, true, true).catch((error: unknown) => {
          if (!isRefusal(error)) throw error;
        });
      }
      await remove(site.panel, mailbox.email, [second.email]);
    });
  }

  /** Brings what arrived into the mailbox, and deletes the second one. */
  async merge(login: Login): Promise<void> {
    const { site, mailbox, second } = this;
    if ((await seeMailbox(site.panel, second)).is !== "absent") {
      // what was on its way to the second mailbox arrives there
      await sleep(delivery);
      const server = mailServerOf(site.settings);
      const [from, to] = await ImapMailbox.openAll(server, [
        { address: second.email, password: second.password },
        { address: login.email, password: login.password },
      ]);
      try {
        const merger = new Merger(from, to);
        await merger.follow();
        await deleteMailbox(site.panel, second, undefined, () => merger.follow());
        if (merger.count > 0) {
          site.run.warn(
            `Mailbox ${mailbox.email}: ${merger.count} ${merger.count === 1 ? "message" : "messages"} arrived while it was ` +
              "made anew, and they are in it",
          );
        }
      } finally {
        await Promise.all([from.close(), to.close()]);
      }
    }
    site.journal.forget("parking", mailbox.email);
  }

  /** Ends it in all: for a mailbox that is there. */
  async end(login: Login): Promise<void> {
    await this.release();
    await this.merge(login);
  }

  /**
   * Whether the mailbox gets any mail.
   *
   * @throws BrainycpError where what arrived could not be merged, or the forwarding not be brought back to what it was
   */
  private async isOfUse(): Promise<boolean> {
    const { email } = this.mailbox;
    if (this.site.settings.imapConnections < 2) {
      throw new BrainycpError({
        code: "config",
        problem: "brainycp:imapConnections must be 2 or more to merge one mailbox into another",
        nextStep: "Allow a second connection:\n  pulumi config set brainycp:imapConnections 2",
      });
    }
    const { declared, standing } = knownForward(this.site, email);
    const there = await this.look();
    const others = without(there?.targets ?? [], [this.second.email]);
    if (others.length === 0) return true;
    const copy = there?.saveLocal ?? declared?.saveLocal ?? standing?.saveLocal;
    if (copy !== undefined) return copy;
    throw new BrainycpError({
      code: "conflict",
      problem: `${email} forwards to ${others.join(", ")}, and whether its own mailbox keeps a copy is not known`,
      nextStep: "Declare this forwarding in the program as a MailForward, with its saveLocal",
    });
  }

  private async stand(): Promise<void> {
    const { site, mailbox, second } = this;
    site.journal.note("parking", mailbox.email, { name: second.email });
    if ((await seeMailbox(site.panel, second)).is !== "present") await addMailbox(site.panel, second, true);
    // mail that the mail server does not know where to put would bounce
    await afterProvisioning(() => withMailbox(site, second, () => Promise.resolve()));
    await this.inTurn(async () => {
      const there = await this.look();
      this.others = without(there?.targets ?? [], [second.email]);
      const wanted = { targets: together(this.others, [second.email]), saveLocal: true };
      await addBeside(
        site.panel,
        { ...wanted, source: there?.spelling ?? mailbox.email },
        { targets: there?.targets ?? [], saveLocal: true },
      );
      const missing = without(wanted.targets, (await this.look())?.targets ?? []);
      if (missing.length === 0) return;
      throw new BrainycpError({
        code: "incomplete",
        operation: "addforward",
        problem: `addforward ${mailbox.email}: the panel said that it was defined, but its list lacks ${missing.join(", ")}`,
        nextStep: "Look at the panel",
      });
    });
  }

  /** What the address forwards to. @throws BrainycpError where the list does not tell */
  private async look(): Promise<ListedForward | undefined> {
    const { email, owner } = this.mailbox;
    const list = await this.site.panel.lists.forwards(owner);
    const sighting = list.see(email);
    if (sighting.is === "present") {
      if (sighting.object.isAmbiguous) throw ambiguous("forwarding", email);
      return sighting.object;
    }
    if (!list.leavesOpen(email)) return undefined;
    throw new BrainycpError({
      code: "list_unrecognised",
      problem: `what ${email} forwards to is not known: ${notRecognised("forwardings", list.looks)}`,
      nextStep: "Look at the panel",
    });
  }

  private inTurn(work: (known: KnownForward) => Promise<void>): Promise<void> {
    const known = knownForward(this.site, this.mailbox.email);
    return known.inTurn(() => work(known));
  }
}

/** Merges a mailbox into another while mail arrives in it. */
class Merger {
  count = 0;
  private quiet: string | undefined;

  constructor(
    private readonly from: ImapMailbox,
    private readonly to: ImapMailbox,
  ) {}

  /** Merges what has arrived since the last time. @throws BrainycpError (`mail_moving`) where it never stops arriving */
  async follow(): Promise<void> {
    for (let pass = 1; pass <= passes; pass += 1) {
      const before = await this.from.state();
      if (before === this.quiet) return;
      this.count += await mergeMail(this.from, this.to);
      this.quiet = before;
    }
    throw new BrainycpError({
      code: "mail_moving",
      problem: `mail kept arriving in a second mailbox while it was merged, ${passes} times in a row`,
      nextStep: "Run it again: what arrived is there",
      transient: true,
    });
  }
}

/** How the names begin of the second mailboxes of a mailbox: nobody else can tell whose they are. */
function beginningFor({ settings }: Site, { email }: Mailbox): string {
  return `park-${createHmac("sha256", settings.password).update(`park for ${email}`).digest("hex").slice(0, 8)}`;
}

function secondOf({ settings }: Site, { owner }: Mailbox, email: string, quota: number): MailboxSpec {
  const password = createHmac("sha256", settings.password).update(`park ${email}`).digest("base64url");
  return { email, password, quota, owner };
}

function isRefusal(error: unknown): boolean {
  return error instanceof BrainycpError && error.code === "failed";
}
