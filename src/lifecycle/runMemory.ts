import limitConcurrency from "p-limit";
import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import { isDeepStrictEqual } from "node:util";
import { BrainycpError } from "../adapter/errors";
import { EntryMap } from "../coordination/entryMap";
import type { Journal } from "../coordination/journal";
import type { PanelSettings } from "../settings";
import type { Diagnostics } from "./diagnostics";
import type { Props } from "./props";

/** How an object came to be this stack's in this run. */
export type Origin = "made" | "taken over";

/** What replaces an object under another name or in another place. */
export interface Successor {
  readonly settings: PanelSettings;
  readonly inputs: Props;
}

/** What an object replaces that has another name or another place. */
export interface Predecessor {
  readonly journal: Journal;
  readonly name: string;
}

/** Nothing, once for thousands of objects. */
const none: readonly never[] = [];

/**
 * What one run of the engine knows of one object. A deletion is told the old state alone; what the program declares now,
 * and so what must stay, only the calls before it said.
 */
export class ObjectMemory {
  private turns: ReturnType<typeof limitConcurrency> | undefined;
  /** What the state holds of it. */
  standing: Props | undefined;
  /** What the program declares, once that is known. */
  declared: Props | undefined;
  /** The states whose deletion waits until what replaces them is there. */
  postponed: readonly Props[] = none;
  /** The panel that it is on, as the stack's settings name it. */
  settings: PanelSettings | undefined;
  /** Whether the program replaces what the state holds. */
  isReplaced = false;
  /** Whether a creation is still to come, so that a deletion makes room for it. */
  isAwaited = false;
  /** What replaces it under another name or in another place, where this run knows. */
  successor: Successor | undefined;
  /** What it replaces so. */
  predecessor: Predecessor | undefined;
  /** Whether a refresh in this run found it other than the program has it, and the inputs do not say so. */
  hasDrifted = false;
  /** Whether the program allows the loss of what the object holds, though its state still refuses it. */
  isLossAllowed = false;
  /** Whether this run has said that a change deletes what the object holds. */
  isLossTold = false;
  private origin: Origin | undefined;
  private recorded: Props | undefined;

  /**
   * Runs one change of this object after the other: a panel may overwrite what it does not know yet. Each is bound: it would
   * else go on in the asynchronous flow of the one before it.
   */
  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turns = (this.turns ??= limitConcurrency(1));
    try {
      return await turns(AsyncResource.bind(work));
    } finally {
      // most objects change once in a run, and a run has thousands
      if (turns.activeCount + turns.pendingCount === 0) this.turns = undefined;
    }
  }

  /** What this run did with the object so that it must not delete it any more; undefined where it may. */
  get kept(): Origin | undefined {
    return this.origin;
  }

  /** Whether the state holds it, or this run has dealt with it. */
  get isKnown(): boolean {
    return this.standing !== undefined || this.successor !== undefined || this.origin !== undefined;
  }

  /** Notes that the engine asks for a new object: it creates it in this run, unless something fails. */
  expect(wanted: Props): void {
    this.declared = wanted;
    this.isAwaited = true;
  }

  /** Notes that the program declares it, and that its creation is refused. */
  refuse(wanted: Props): void {
    this.declared = wanted;
    this.isAwaited = false;
  }

  /** Notes what the state holds, and what the program wants; undefined while that is not known. */
  compare(old: Props, wanted: Props | undefined, isReplaced: boolean): void {
    this.standing = old;
    this.declared = wanted ?? this.declared;
    this.isReplaced ||= isReplaced;
    this.isAwaited ||= isReplaced;
  }

  /** Notes that the panel has what the program declares. */
  made(wanted: Props, origin: Origin): void {
    this.origin = origin;
    this.declared = wanted;
    this.isAwaited = false;
  }

  /** Notes that the creation failed, so that what the state holds stays. */
  failed(): void {
    this.declared = this.standing;
    this.isAwaited = false;
  }

  /** Notes a state whose deletion waits. */
  postpone(state: Props): void {
    this.postponed = [...this.postponed, state];
    this.standing ??= state;
  }

  /** Notes that it is gone. */
  deleted(): void {
    this.origin = undefined;
  }

  /** Notes the outputs of an update: a deletion of exactly these is a removal, not the end of a replacement. */
  record(outputs: Props): void {
    this.recorded = outputs;
  }

  /** What the program still declares when this state is deleted; undefined for a removal. */
  declaredBeside(state: Props): Props | undefined {
    return isDeepStrictEqual(state, this.recorded) ? undefined : this.declared;
  }
}

/** What one run of the engine did through this process. */
export class RunMemory {
  /** The objects on each panel. */
  private readonly objects = new Map<string, EntryMap<ObjectMemory>>();
  private readonly said = new Set<string>();
  private readonly unfinished = new Set<Promise<unknown>>();
  /** Whether the engine was told to stop: what can be left as it was, is. */
  isCancelled = false;
  /** Whether the engine is gone: nobody records any more what is made. */
  isOrphaned = false;
  /** Whether the work under way is to be finished. */
  private readonly finishing = new AsyncLocalStorage<true>();

  constructor(private readonly diagnostics: Diagnostics) {}

  /** What is known of an object, by its panel, its kind and its name. */
  object(endpoint: string, noun: string, name: string): ObjectMemory {
    const ofPanel = this.objects.get(endpoint) ?? new EntryMap<ObjectMemory>();
    this.objects.set(endpoint, ofPanel);
    const key = { kind: noun, name };
    const known = ofPanel.get(key) ?? new ObjectMemory();
    ofPanel.set(key, known);
    return known;
  }

  /** Does work in whose midst this process does not end: it looks at `isCancelled` where it can be left. */
  async finishFirst<T>(work: () => Promise<T>): Promise<T> {
    const working = this.finishing.run(true, work);
    this.unfinished.add(working);
    try {
      return await working;
    } finally {
      this.unfinished.delete(working);
    }
  }

  /** @throws BrainycpError (`cancelled`) where the engine is gone, but for what is to be finished. */
  refuseOrphan(): void {
    if (!this.isOrphaned || this.finishing.getStore() === true) return;
    throw new BrainycpError({
      code: "cancelled",
      problem: "Pulumi's engine ended in the middle of the run, so nothing more is changed",
      nextStep: "Run pulumi cancel and pulumi up: the next run goes on",
    });
  }

  /** Waits until all such work is finished. */
  async finished(): Promise<void> {
    await Promise.allSettled(this.unfinished);
  }

  /** Warns once of what concerns the resource of the call under way. Its name may be any: the text names the object. */
  warn(text: string): void {
    if (this.isNew(text)) this.diagnostics.warn(text);
  }

  /** Warns once of what concerns the whole run. */
  warnOfRun(text: string): void {
    if (this.isNew(text)) this.diagnostics.warnOfRun(text);
  }

  private isNew(text: string): boolean {
    const isNew = !this.said.has(text);
    this.said.add(text);
    return isNew;
  }
}
