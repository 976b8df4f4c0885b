import { BrainycpError } from "../../adapter/errors";
import type { ImapMailbox } from "../../mail/imapMailbox";
import type { MoveNote, Shelter } from "../../mail/shelter";
import { tallyWords, type Tally } from "../../mail/tally";
import type { Site } from "../../lifecycle/session";
import { showsQuota } from "../../adapter/quota";
import { seen } from "../../adapter/sighting";
import { makeSureItComesBack, makeSureItFits } from "./comesBack";
import {
  afterProvisioning,
  deleteTakenIn,
  isRefusedLogin,
  noteStep,
  passwordOf,
  takeIn,
  withMailbox,
  type TakenIn,
} from "./departure";
import { KeptForwards } from "./keptForwards";
import { addMailbox, seeMailbox, untilGone, type MailboxSpec } from "./mailboxCalls";
import { removeMailbox } from "./mailboxDeletion";
import { moveNoteOf, passwordDigest } from "./mailboxState";
import { Parking } from "./parking";
import { filling, findShelter, forgetShelter, isFromElsewhere, newShelter, noteDeletion } from "./shelters";

/**
 * Makes a mailbox anew under its address, with its mail: the mail is taken in and checked, the mailbox is deleted and
 * added, the mail is put back and checked. A run that was killed at any step goes on where it was.
 *
 * @param standing the mailbox as the state says that it is
 * @param wanted the mailbox as the program wants it
 * @param made is called once it is made, before its shelter is removed
 * @throws BrainycpError, before anything is deleted wherever something could be lost
 */
export function remakeMailbox(
  site: Site,
  standing: MailboxSpec,
  wanted: MailboxSpec,
  made: () => Promise<void>,
): Promise<void> {
  return site.move(standing.email, () => new Remaking(site, standing, wanted).run(made));
}

/**
 * Puts back what is sheltered of a mailbox that is as the program wants it.
 *
 * @param isJustMade whether this run has added it, so that the mail server may not know of it yet
 * @throws BrainycpError where that cannot be done
 */
export function putMailBack(site: Site, wanted: MailboxSpec, isJustMade: boolean): Promise<void> {
  return site.move(wanted.email, async () => {
    if ((await findShelter(site, wanted)) === undefined) return;
    await new Remaking(site, wanted, wanted).run(() => Promise.resolve(), isJustMade);
  });
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

  async run(made: () => Promise<void>, isJustMade = false): Promise<void> {
    const shelter = await this.remake(isJustMade);
    // without that note, what is sheltered is still found where it is
    if (shelter !== undefined) forgetShelter(this.site, this.standing.email);
    await made();
    await shelter?.finish();
  }

  /** @returns the shelter that has done its work */
  private async remake(isJustMade: boolean): Promise<Shelter | undefined> {
    const known = await findShelter(this.site, this.standing);
    if (known === undefined && !(await this.isThere())) {
      // nobody's mail is lost with a mailbox that is gone
      await this.addNew();
      const parking = await Parking.find(this.site, this.standing);
      if (parking !== undefined) await afterProvisioning(() => parking.end(this.wanted));
      return undefined;
    }
    const shelter = known === undefined ? await this.begin() : await this.goOn(known);
    if (shelter === undefined) return undefined;
    const isNew = !(await this.isThere(shelter.note));
    const isWhole = shelter.note.step !== "filling";
    if (isNew) await this.add(shelter);
    await this.putBack(shelter, isNew || isJustMade, isWhole);
    return shelter;
  }

  /**
   * Takes the mail in. Where the old password opens nothing, a run that ended before it was recorded may have made the
   * mailbox anew: then the new password opens it.
   *
   * @returns nothing where it is then as the program wants it
   */
  private async begin(): Promise<Shelter | undefined> {
    const { site, standing, wanted } = this;
    try {
      return await this.takeIn();
    } catch (error) {
      if (!isRefusedLogin(error) || wanted.password === standing.password) throw error;
      if (!(await opensWith(site, wanted))) throw error;
      const listed = seen(await seeMailbox(site.panel, wanted))?.quota;
      const isListed = listed !== undefined && showsQuota(listed, wanted.quota, undefined);
      const quota = isListed ? wanted.quota : standing.quota;
      const now = new Remaking(site, { ...standing, quota, password: wanted.password }, wanted);
      return now.isWanted(now.there(undefined)) ? undefined : now.takeIn();
    }
  }

  /** Goes on where an earlier run was interrupted. @returns nothing where that had not touched anything */
  private async goOn(shelter: Shelter): Promise<Shelter | undefined> {
    const { note, where } = shelter;
    if (isFromElsewhere(this.site, this.standing.email)) this.forwards.takeOver(note.forwards ?? []);
    this.site.run.warn(
      `${this.about}: an earlier run was interrupted; its mail is in ${where}, and this run goes on`,
    );
    if (!(await this.isThere(note))) return shelter;
    if (await this.isDeleted(note)) {
      await noteStep(this.site, shelter, "adding", this.wanted);
      return shelter;
    }
    if (!this.isWanted(this.there(note))) return this.takeIn(shelter);
    if (note.step !== "filling") return shelter;
    const parking = await Parking.find(this.site, this.standing);
    await parking?.end({ ...this.standing, password: this.passwordOf(this.there(note)) });
    await shelter.abandon();
    forgetShelter(this.site, this.standing.email);
    return undefined;
  }

  /** Whether the mailbox is in the panel, before anything is done in a step. */
  private async isThere(note?: MoveNote): Promise<boolean> {
    const { is } = await seeMailbox(this.site.panel, this.standing);
    // where the list does not tell, the last note does
    return is === "unknown" ? note?.step !== "adding" : is === "present";
  }

  /** Whether a deletion that was interrupted is done, where no list tells: then its password opens nothing any more. */
  private async isDeleted(note: MoveNote): Promise<boolean> {
    const { site, standing } = this;
    if (note.step !== "deleting" || (await seeMailbox(site.panel, standing)).is !== "unknown") return false;
    return !(await opensWith(site, { email: standing.email, password: this.passwordOf(note) }));
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
    const { email, owner } = this.standing;
    const spec = { email, owner, quota: note.quota, password: this.passwordOf(note) };
    const there = { ...spec, endpoint: this.site.settings.endpoint };
    const shelter = known ?? newShelter(this.site, this.standing, note);
    const login = { address: spec.email, password: spec.password };
    const take = async (mailbox: ImapMailbox): Promise<TakenIn> => {
      // what is there may have changed since an earlier run began
      if (note.step === "filling" && known !== undefined) await shelter.setNote(note);
      const taken = await takeIn(this.site, shelter, mailbox);
      await makeSureItComesBack(spec.email, shelter);
      await makeSureItFits(mailbox, spec, this.wanted.quota, taken.tally);
      return taken;
    };
    const open = (): Promise<TakenIn> => shelter.open(login, take);
    const filled = known === undefined ? filling(this.site, spec, shelter, open) : open();
    const before = await filled.catch((error: unknown) => {
      if (isMoving(error) && this.site.settings.parkMail === true) return undefined;
      throw error;
    });
    await Parking.during(this.site, spec, () =>
      shelter.open(login, async (mailbox) => {
        // what arrives is parked now, so nothing moves any more
        const taken = before ?? (await take(mailbox));
        noteDeletion(this.site, spec.email);
        await deleteTakenIn(this.site, shelter, mailbox, taken, (lastLook) =>
          removeMailbox(this.site, there, true, lastLook),
        );
      }),
    );
    await untilGone(this.site.panel, spec);
    await noteStep(this.site, shelter, "adding", this.wanted);
    return shelter;
  }

  /** Adds the mailbox as the program wants it. */
  private async add(shelter: Shelter): Promise<void> {
    await noteStep(this.site, shelter, "adding", this.wanted);
    await this.addNew().catch((error: unknown) => {
      throw error instanceof BrainycpError ? onItsWay(error, shelter) : error;
    });
    await noteStep(this.site, shelter, "restoring", this.wanted);
  }

  /** Adds it. @throws BrainycpError (`already_exists`) where it is there though the list does not show it */
  private async addNew(): Promise<void> {
    const { site, wanted } = this;
    const list = await seeMailbox(site.panel, wanted);
    const { meaning } = await addMailbox(site.panel, wanted, list.is === "absent");
    if (meaning === "done" || list.is !== "absent") return;
    // an earlier run of this move may have brought it about, late
    if ((await seeMailbox(site.panel, wanted)).is === "present") return;
    throw new BrainycpError({
      code: "already_exists",
      operation: "addmail",
      problem: `mailbox ${wanted.email}: the panel says that it exists, but its list does not show it`,
      nextStep: "The panel may still be deleting the old one: run pulumi up again later",
    });
  }

  /** Puts the mail back. */
  private async putBack(shelter: Shelter, isNew: boolean, isWhole: boolean): Promise<void> {
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
        isWhole
          ? `${this.about}: it was made anew, and all its mail is in it again: ${tallyWords(tally)}`
          : `${this.about}: it was deleted before all its mail was taken in. What had been is in it again: ${tallyWords(tally)}`,
      );
    } catch (error) {
      throw error instanceof BrainycpError ? onItsWay(error, shelter) : error;
    }
    await this.forwards.restore();
  }

  /** The forwardings that the panel may have taken along. */
  private get forwards(): KeptForwards {
    return new KeptForwards(this.site, { ...this.standing, endpoint: this.site.settings.endpoint });
  }

  private passwordOf(note: Version): string {
    const { wanted, standing, site } = this;
    return passwordOf(note, [wanted.password, standing.password], standing.email, site);
  }

  private versionOf({ quota, password }: MailboxSpec): Version {
    return { quota, password: passwordDigest(password, this.site.settings) };
  }

  private noteOf(step: MoveNote["step"], spec: MailboxSpec): MoveNote {
    return moveNoteOf(step, spec, this.site.settings);
  }
}

/** Whether a login opens a mailbox. @throws BrainycpError where the mail server does not tell */
async function opensWith(site: Site, login: Pick<MailboxSpec, "email" | "password">): Promise<boolean> {
  try {
    await withMailbox(site, login, () => Promise.resolve());
    return true;
  } catch (error) {
    if (isRefusedLogin(error)) return false;
    throw error;
  }
}

function isMoving(error: unknown): boolean {
  return error instanceof BrainycpError && error.code === "mail_moving";
}

/** The error with where the mail is. */
function onItsWay(error: BrainycpError, { where }: Shelter): BrainycpError {
  return error.withNextStep(
    `${error.nextStep}. All its mail is in ${where}: the next pulumi up goes on and puts it back`,
  );
}
