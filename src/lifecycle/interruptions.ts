import { isDeepStrictEqual } from "node:util";
import { BrainycpError } from "../adapter/errors";
import { capitalised } from "../adapter/sentence";
import { current, isInterrupted, type Intent } from "../coordination/journal";
import type { Detail, Kind, ObjectState } from "./kind";
import type { PlaceInputs } from "./place";
import type { Site } from "./session";

/**
 * What an interrupted run did to an object that the state does not hold: it was `replaced` by what the program wants, or
 * `removed`, or it may be, where the run was interrupted while it did so.
 */
export type Aftermath = "replaced" | "removed" | "perhaps removed";

/**
 * What runs did to objects of one kind that may never have come into the state: an engine that is killed has not written
 * the last step, or with `PULUMI_SKIP_CHECKPOINTS` none at all. The state then holds what is not there any more.
 */
export class Interruptions<Inputs extends PlaceInputs, State extends Inputs & ObjectState, View, Found> {
  /** What the journal calls the removal of such an object. */
  private readonly removal: string;

  constructor(private readonly kind: Kind<Inputs, State, View, Found>) {
    this.removal = `removal of ${kind.noun}`;
  }

  /**
   * What an interrupted run did to an object in the state; says so.
   *
   * @param hasWaited whether its process was waited for: what was seen or noted of the object before that is old
   */
  async aftermath(site: Site, old: State, wanted: Inputs, hasWaited = false): Promise<Aftermath | undefined> {
    const aftermath = (await this.removedBy(site, old, hasWaited)) ?? this.replacedBy(site, old, wanted);
    if (aftermath === "removed")
      site.run.warn(
        `${this.about(old)}: an interrupted run removed it, and its state still has it: it is made again`,
      );
    if (aftermath === "replaced")
      site.run.warn(
        `${this.about(old)}: an interrupted run made it as the program wants it: that is recorded`,
      );
    return aftermath;
  }

  /** The state of an object that is as the program wants it, where it is. */
  asWanted(old: State, wanted: Inputs): State {
    const { endpoint, owner } = old;
    return this.kind.stateOf(wanted, { server: wanted.server, endpoint, owner }, old);
  }

  /** The state of an object as an interrupted run made it, where that noted so. @throws BrainycpError where that is not known */
  async asNoted(site: Site, old: State, wanted: State): Promise<State> {
    const intent = current(site.journal.recall(this.kind.noun, this.nameOf(old)));
    if (intent?.made !== true) return old;
    return (await this.kind.asNoted?.(site, old, wanted, intent.detail)) ?? old;
  }

  /** Removes an object, with a note of it for as long as the state may still hold it. */
  async removing(site: Site, state: State, remove: () => Promise<void>): Promise<void> {
    const { journal } = site;
    const name = this.nameOf(state);
    journal.intendOwn(this.removal, name, true, this.detailOf(site, state));
    try {
      await remove();
    } catch (error) {
      if (error instanceof BrainycpError && !error.outcomeUnknown) journal.forget(this.removal, name);
      throw error;
    }
    journal.made(this.removal, name);
    journal.answer(this.removal, name);
  }

  /**
   * Whether an interrupted run has removed an object, so that nothing is left to do. What is there now is somebody else's;
   * where the list does not tell, the panel's answer to that run does.
   */
  async isRemoved(site: Site, state: State): Promise<boolean> {
    const note = this.noteOf(site, state);
    if (note?.made !== true) return false;
    const { is } = await this.see(site, state);
    // after a run that ended well, another machine may have made it again
    if (is === "present" && !isInterrupted(note)) return false;
    if (is === "absent" || (await this.kind.isUnderWay?.(site, state)) === true) return false;
    if (is === "present") {
      site.run.warn(
        `${this.about(state)}: an interrupted run removed it; what is there now was made after that, and stays`,
      );
    }
    return true;
  }

  /** Notes that an object is there. */
  isBack({ journal }: Site, state: State): void {
    journal.forget(this.removal, this.nameOf(state));
  }

  /** Notes that an object was made anew as the program wants it. */
  isMade(site: Site, state: State): void {
    const { journal } = site;
    const name = this.nameOf(state);
    journal.intendOwn(this.kind.noun, name, true, this.detailOf(site, state));
    journal.made(this.kind.noun, name);
    journal.forget(this.removal, name);
  }

  private async removedBy(site: Site, old: State, hasWaited: boolean): Promise<Aftermath | undefined> {
    const note = this.noteOf(site, old);
    if (note === undefined && !hasWaited) return undefined;
    const { is } = await this.see(site, old, hasWaited ? 0 : undefined);
    // an earlier diff drops the note of a removal where it still sees the object
    if (note === undefined)
      return is === "absent" && (await this.kind.isUnderWay?.(site, old)) !== true ? "removed" : undefined;
    if (is !== "present") return note.made || is === "absent" ? "removed" : "perhaps removed";
    this.isBack(site, old);
    return undefined;
  }

  private replacedBy({ journal, settings }: Site, old: State, wanted: Inputs): Aftermath | undefined {
    const { kind } = this;
    const intent = current(journal.recall(kind.noun, this.nameOf(old)));
    if (intent === undefined || !kind.isDeletedFirst || this.nameOf(wanted) !== this.nameOf(old))
      return undefined;
    const isIntent = (state: State): boolean =>
      isDeepStrictEqual(kind.settledDetail(state, settings, intent), intent.detail);
    return isIntent(this.asWanted(old, wanted)) && !isIntent(old) ? "replaced" : undefined;
  }

  /** The note of the removal of this very state: of a forwarding, two may be there. */
  private noteOf(site: Site, state: State): Intent | undefined {
    const note = current(site.journal.recall(this.removal, this.nameOf(state)));
    return note !== undefined && isDeepStrictEqual(note.detail, this.detailOf(site, state))
      ? note
      : undefined;
  }

  private detailOf({ settings }: Site, state: State): Detail {
    return this.kind.settledDetail(state, settings) ?? {};
  }

  private async see(site: Site, state: State, oldest?: number) {
    return this.kind.see(await this.kind.look(site, state, oldest), state);
  }

  /** The object, as a sentence begins with it. */
  private about(object: Inputs): string {
    return capitalised(this.kind.words.title(this.nameOf(object)));
  }

  private nameOf(object: Inputs): string {
    return object[this.kind.identity] as string;
  }
}
