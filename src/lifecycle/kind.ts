import type * as z from "zod";
import type { Normalised } from "../adapter/address";
import type { BrainycpError } from "../adapter/errors";
import type { Sighting } from "../adapter/sighting";
import type { Intent, JournalEntry } from "../coordination/journal";
import type { PanelSettings } from "../settings";
import type { Failure } from "./inputs";
import type { Place, Changes, PlaceInputs } from "./place";
import type { Props } from "./props";
import type { ObjectMemory, Origin } from "./runMemory";
import type { Session, Site } from "./session";

/** What the state holds of every object beside what its kind does. */
export interface ObjectState extends Place {
  /** The panel user that the program wrote. */
  readonly panelUser?: string | undefined;
  /** Set while a creation is not known to be complete. */
  readonly incomplete?: boolean;
}

/** What an intent needs to say of an object, so that the next run can tell whether it is as the program wants it. */
export type Detail = JournalEntry["detail"];

/** One creation, from what was seen before it to what came of it. */
export interface Creation<State, View> {
  readonly site: Site;
  readonly state: State;
  /** What was looked at before anything was sent. */
  readonly view: View;
  /** What this run knows of the object. */
  readonly memory: ObjectMemory;
  /** What an earlier run set out to make. */
  readonly intent: Intent | undefined;
  /** Whether this completes what an earlier creation began, so that what is there is this stack's. */
  readonly isBegun: boolean;
  /** Whether it is only foreseen: then nobody is told that what cannot be known yet is wrong. */
  readonly isForeseen: boolean;
}

/** What came of a creation. */
export interface Outcome<State, View> {
  readonly how: Origin;
  readonly state: State;
  /** What was seen of the object as it is now, where that needs no second look. */
  readonly view?: View;
  /** What is left to do once it is made; where that fails, the object is there, and partly created. */
  readonly cleanUp?: () => Promise<void>;
  /** What the journal keeps of it until the run ends, where that is more than what was intended. */
  readonly detail?: Detail;
}

/**
 * A kind of object: what is special about it. The steps that all kinds share are in `lifecycle.ts`.
 *
 * @typeParam Inputs what a program writes of it, in normal form
 * @typeParam State what the state holds of it
 * @typeParam View what the panel shows of such objects: a list, a zone
 * @typeParam Found one of them as the panel shows it
 */
export interface Kind<Inputs extends PlaceInputs, State extends Inputs & ObjectState, View, Found> {
  /** The name of its class, such as `Mailbox`. */
  readonly name: string;
  /** What the journal calls it. Journals of earlier versions hold this name: never change one. */
  readonly noun: string;
  /** What each property may hold, and its normal form. */
  readonly fields: Readonly<Record<string, z.ZodType>>;
  /** The property that names the object on its panel. */
  readonly identity: string & keyof Inputs;
  /** Whether a replacement in the same place deletes first: two cannot stand side by side. */
  readonly isDeletedFirst: boolean;
  readonly words: Words;

  /** The id in the state. */
  idOf(state: Inputs): string;
  /** The object that an id given to `get` names. */
  nameFrom(id: string): Normalised;
  /** Mistakes that no property shows alone. */
  mistakesIn?(inputs: Props, news: Props): Failure[];
  /** Why a change is refused at preview. */
  refusals?(session: Session, old: Partial<Inputs>, wanted: Inputs): Promise<Failure[]>;
  /** The state that inputs make, with what stays of an earlier one. */
  stateOf(wanted: Inputs, place: Place, old?: State): State;

  /**
   * Looks at what the panel shows of the object, with all that this run did to it.
   *
   * @param oldest how old the look may be, in milliseconds; by default as old as the run
   */
  look(site: Site, state: State, oldest?: number): Promise<View>;
  /** What that says of the object. */
  see(view: View, state: State): Sighting<Found>;
  /** How inputs differ from the state; warns of what a replacement would cost. */
  compare(session: Session, old: State, wanted: Inputs, place: Changes): Promise<Changes>;

  /** What the journal keeps of a creation. */
  intentOf(creation: Creation<State, View>): Pick<JournalEntry, "wasAbsent" | "detail">;
  /** Of an intent that stands in the state as it was made what says so; undefined where it says more than the state. */
  settledDetail(state: State, settings: PanelSettings, intent?: Intent): Detail | undefined;
  /** Whether `claim` tells what comes of a creation that is foreseen; by default where all inputs are known. */
  foresees?(creation: Creation<State, View>): boolean;
  /**
   * Whose the object is that was seen: what comes of it, or undefined where it is still to be made.
   *
   * @throws BrainycpError where it is somebody else's, or where the view does not tell and that matters
   */
  claim(
    creation: Creation<State, View>,
  ): Outcome<State, View> | undefined | Promise<Outcome<State, View> | undefined>;
  /** Makes the object. @throws BrainycpError, `unsettled` where the panel may hold a part of it. */
  make(creation: Creation<State, View>): Promise<Outcome<State, View>>;
  /**
   * Brings back what stood before a creation that failed.
   *
   * @returns the error to show, and what the journal keeps
   */
  undo?(
    creation: Creation<State, View>,
    error: BrainycpError,
  ): Promise<{ readonly error: BrainycpError; readonly detail?: Detail }>;
  /**
   * Looks at the object as it is now, and gives the state that the engine records.
   *
   * @param how how it came to be; undefined where an update only records
   */
  record(site: Site, state: State, how: Origin | undefined, view: View | undefined): Promise<State>;

  /**
   * Waits for the process of a killed run that may still be at work on an object, and learns what it has noted. That process
   * begins nothing more, so what is looked at then stays as it is.
   *
   * @returns whether there may have been one
   */
  waitForKilledRun?(site: Site, state: State): Promise<boolean>;
  /**
   * The state of an object as a run that was killed has made it.
   *
   * @param detail what that run noted of it
   * @throws BrainycpError where neither the state nor the program knows what it takes
   */
  asNoted?(site: Site, old: State, wanted: State, detail: Detail): Promise<State>;
  /**
   * Makes an object anew that stays the same resource.
   *
   * @param isRemoved whether an interrupted run has removed it, or may have, which its state does not say
   * @param made to be called once it is made, before what tells the next run to go on is gone
   * @returns what came of it; undefined where nothing has to be made anew
   */
  remake?(
    site: Site,
    old: State,
    state: State,
    isRemoved: boolean,
    made: () => Promise<void>,
  ): Promise<Outcome<State, View> | undefined>;
  /** Whether an object that the panel does not show is on its way back; warns of it. */
  isUnderWay?(site: Site, state: State): Promise<boolean>;

  /** Waits for what a creation or an update brings about elsewhere. @throws BrainycpError, `unsettled`, where it does not */
  waitUntilReady?(site: Site, state: State): Promise<void>;
  /** The outputs of an object that is complete, where the state holds more while it is not. */
  complete?(state: State): State;

  /** What a refresh finds changed; undefined where the state stays as it is. */
  refresh(site: Site, state: State, found: Found): Refreshed<Inputs, State> | undefined;
  /** What `get` gives of an object beside its name and place. */
  attributesOf(found: Found, name: string): Props;
  /**
   * Deletes an old state of an object that goes on under a new one.
   *
   * @returns what the journal is to keep of it; undefined where it is no such state
   */
  supersede?(
    site: Site,
    state: State,
    memory: ObjectMemory,
  ): Promise<{ readonly detail?: Detail } | undefined>;
  /** Deletes the object. */
  remove(site: Site, state: State, memory: ObjectMemory): Promise<void>;
}

/** What a refresh finds changed. */
export interface Refreshed<Inputs, State> {
  readonly state: State;
  /** The inputs that the engine shall hold, where they are others than the program's. */
  readonly inputs?: Inputs;
  /** Whether the engine shall tell of a change, though the inputs are as the program has them. */
  readonly hasDrifted?: boolean;
}

/** The words for a kind of object. */
export interface Words {
  /** An object in a sentence, such as `mailbox ann@example.com`. */
  title(name: string): string;
  /** Why a view says nothing of an object. */
  unseen(looks: string): string;
  /** What is unknown then, such as `whether it is there`. */
  readonly doubt: string;
  /** What `get` is given. */
  readonly id: string;
  /** Why `get` finds nothing, such as `demo has no mailbox ann@example.com on http://…`. */
  missing(name: string, place: Place): string;
  /** What to correct then. */
  readonly correct: string;
  /** What a deletion leaves undone of an object that this run made: `does not delete it; it stays in the panel`. */
  readonly staysAfterRun: string;
}
