import { BrainycpError } from "../../adapter/errors";
import type { ImapMailbox } from "../../mail/imapMailbox";
import type { MoveNote, Shelter } from "../../mail/shelter";
import { tallyWords, type Tally } from "../../mail/tally";
import type { Site } from "../../lifecycle/session";
import { afterProvisioning, deleteTakenIn, passwordOf, takeIn, withMailbox } from "./departure";
import { KeptForwards } from "./keptForwards";
import { addMailbox, deleteMailbox, seeMailbox, type MailboxSpec } from "./mailboxCalls";
import { passwordDigest } from "./mailboxState";
import { Parking } from "./parking";
import { findShelter, newShelter } from "./shelters";

/**
 * Makes a mailbox anew under its address, with its mail: the mail is taken in and checked, the mailbox is deleted and
 * added, the mail is put back and checked. A run that was killed at any step goes on where it was.
 *
 * @param standing the mailbox as the state says that it is
 * @param wanted the mailbox as the program wants it
 * @throws BrainycpError, before anything is deleted wherever something could be lost
 */
export async function remakeMailbox(site: Site, standing: MailboxSpec, wanted: MailboxSpec): Promise<void> {
  const remaking = new Remaking(site, standing, wanted);
  await remaking.run();
}

/** A mailbox as it is in the panel, as far as it matters whether it is made anew. */
type Version = Pick<MoveNote, "quota" | "password">;

class Remaking {
  private readonly about: string;

  constructor(
    private readonly site: Site,
    private readonly standing: MailboxSpec,
    private readonly wanted: MailboxSpec,
  ) {
    this.about = `Mailbox ${standing.email}`;
  }

  async run(): Promise<void> {
    const known = await findShelter(this.site, this.standing);
    if (known === undefined && !(await this.isThere())) {
      // nobody's mail is lost with a mailbox that is gone
      await addMailbox(this.site.panel, this.wanted, true);
      const parking = await Parking.find(this.site, this.standing);
      if (parking !== undefined) await afterProvisioning(() => parking.end(this.wanted));
      return;
    }
    const shelter = known === undefined ? await this.takeIn() : await this.goOn(known);
    if (shelter === undefined) return;
    const isNew = !(await this.isThere(shelter.note));
    if (isNew) await this.add(shelter);
    await this.putBack(shelter, isNew);
  }

  /** Goes on where an earlier run was interrupted. @returns nothing where that had not touched anything */
  private async goOn(shelter: Shelter): Promise<Shelter | undefined> {
    const { note, where } = shelter;
    this.site.run.warn(
      `${this.about}: an earlier run was interrupted; its mail is in ${where}, and this run goes on`,
    );
    if (!(await this.isThere(note))) return shelter;
    if (!this.isWanted(this.there(note))) return this.takeIn(shelter);
    if (note.step !== "filling") return shelter;
    const parking = await Parking.find(this.site, this.standing);
    await parking?.end({ ...this.standing, password: this.passwordOf(this.there(note)) });
    await shelter.abandon();
    return undefined;
  }

  /** Whether the mailbox is in the panel, before anything is done in a step. */
  private async isThere(note?: MoveNote): Promise<boolean> {
    const { is } = await seeMailbox(this.site.panel, this.standing);
    // where the list does not tell, the last note does
    return is === "unknown" ? note?.step !== "adding" : is === "present";
  }

  /** The note of the mailbox that is there: as long as nothing was deleted, it is the one in the state. */
  private there(note: MoveNote | undefined): MoveNote {
    return note === undefined || note.step === "filling" ? this.noteOf("filling", this.standing) : note;
  }

  private isWanted(there: Version): boolean {
    const { quota, password } = this.versionOf(this.wanted);
    return there.quota === quota && there.password === password;
  }

  /** Takes the mail in, and deletes the mailbox. */
  private async takeIn(known?: Shelter): Promise<Shelter> {
    const note = this.there(known?.note);
    const spec = { ...this.standing, quota: note.quota, password: this.passwordOf(note) };
    const shelter = known ?? newShelter(this.site, this.standing, note);
    const login = { address: spec.email, password: spec.password };
    const take = async (mailbox: ImapMailbox): Promise<void> => {
      const tally = await takeIn(shelter, mailbox);
      await this.makeSureItComesBack(shelter);
      await this.makeSureItFits(mailbox, spec, tally);
    };
    const isTakenIn = await shelter.open(login, take).then(
      () => true,
      (error: unknown) => {
        if (isMoving(error) && this.site.settings.parkMail === true) return false;
        throw error;
      },
    );
    await Parking.during(this.site, spec, () =>
      shelter.open(login, async (mailbox) => {
        // what arrives is parked now, so nothing moves any more
        if (!isTakenIn) await take(mailbox);
        await deleteTakenIn(shelter, mailbox, (lastLook) => this.remove(spec, lastLook));
      }),
    );
    await shelter.setNote(this.noteOf("adding", this.wanted));
    return shelter;
  }

  private async remove(spec: MailboxSpec, lastLook: () => Promise<void>): Promise<void> {
    const kept = new KeptForwards(this.site, { ...spec, endpoint: this.site.settings.endpoint });
    let takeBack = (): void => undefined;
    const note = async (): Promise<void> => {
      takeBack = await kept.note();
    };
    try {
      await deleteMailbox(this.site.panel, spec, note, lastLook);
    } catch (error) {
      if (error instanceof BrainycpError && !error.outcomeUnknown) takeBack();
      throw error;
    }
  }

  /** Adds the mailbox as the program wants it. */
  private async add(shelter: Shelter): Promise<void> {
    await shelter.setNote(this.noteOf("adding", this.wanted));
    const list = await seeMailbox(this.site.panel, this.wanted);
    // that it exists already, an earlier run of this move brought about
    await addMailbox(this.site.panel, this.wanted, list.is === "absent").catch((error: unknown) => {
      throw error instanceof BrainycpError ? onItsWay(error, shelter) : error;
    });
    await shelter.setNote(this.noteOf("restoring", this.wanted));
  }

  /** Puts the mail back. */
  private async putBack(shelter: Shelter, isNew: boolean): Promise<void> {
    try {
      const { email } = this.wanted;
      const password = this.passwordOf(shelter.note);
      const restore = (): Promise<Tally> =>
        shelter.open({ address: email, password }, (mailbox) => shelter.restoreTo(mailbox));
      const whenReady = <T>(work: () => Promise<T>): Promise<T> => (isNew ? afterProvisioning(work) : work());
      const parking = await Parking.find(this.site, this.standing);
      const release = async (): Promise<void> => {
        await withMailbox(this.site, { email, password }, () => Promise.resolve());
        await parking?.release();
      };
      if (parking !== undefined) await whenReady(release);
      const tally = await (parking === undefined ? whenReady(restore) : restore());
      await parking?.merge({ email, password });
      this.site.run.warn(
        `${this.about}: it was made anew, and all its mail is in it again: ${tallyWords(tally)}`,
      );
    } catch (error) {
      throw error instanceof BrainycpError ? onItsWay(error, shelter) : error;
    }
    await shelter.finish();
  }

  /** @throws BrainycpError (`mail_loss`) where IMAP cannot store a message: an empty one */
  private async makeSureItComesBack(shelter: Shelter): Promise<void> {
    const unfit = await shelter.unfit();
    if (unfit === undefined) return;
    throw new BrainycpError({
      code: "mail_loss",
      problem: `mailbox ${this.standing.email} is not made anew: ${unfit} is empty, and no mail server takes an empty message back`,
      nextStep: "Delete that message, then run it again. Nothing was deleted",
    });
  }

  /** @throws BrainycpError (`over_quota`) where the mail does not fit into the quota that the program wants. */
  private async makeSureItFits(mailbox: ImapMailbox, spec: MailboxSpec, tally: Tally): Promise<void> {
    const quota = await mailbox.quota();
    if (quota === undefined || quota.limit === 0 || spec.quota === 0 || this.wanted.quota === 0) return;
    const limit = (quota.limit / spec.quota) * this.wanted.quota;
    if (tally.bytes * margin <= limit) return;
    throw new BrainycpError({
      code: "over_quota",
      problem:
        `mailbox ${spec.email} holds ${tallyWords(tally)}, which quota ${this.wanted.quota} does not hold: its mail server ` +
        `gives it ${tallyWords({ messages: 0, bytes: limit }).replace(/^.*\(|\)$/g, "")} then`,
      nextStep: "Write a larger quota, or delete mail. Nothing was deleted",
    });
  }

  private passwordOf(note: Version): string {
    const { wanted, standing, site } = this;
    return passwordOf(note, [wanted.password, standing.password], standing.email, site);
  }

  private versionOf({ quota, password }: MailboxSpec): Version {
    return { quota, password: passwordDigest(password, this.site.settings) };
  }

  private noteOf(step: MoveNote["step"], spec: MailboxSpec): MoveNote {
    return { step, ...this.versionOf(spec) };
  }
}

/** How much more than the mail a quota must hold: servers count folders and indexes too. */
const margin = 1.02;

function isMoving(error: unknown): boolean {
  return error instanceof BrainycpError && error.code === "mail_moving";
}

/** The error with where the mail is. */
function onItsWay(error: BrainycpError, { where }: Shelter): BrainycpError {
  return error.withNextStep(
    `${error.nextStep}. All its mail is in ${where}: the next pulumi up goes on and puts it back`,
  );
}
