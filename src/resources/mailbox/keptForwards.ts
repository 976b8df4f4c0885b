import { addressKey } from "../../adapter/address";
import { together, without } from "../../adapter/addressSet";
import { BrainycpError } from "../../adapter/errors";
import { withOthers, type Freshness } from "../../adapter/freshness";
import type { ListedForward } from "../../adapter/lists/forwards";
import type { Listing } from "../../adapter/lists/listing";
import { seen } from "../../adapter/sighting";
import type { JournalEntry } from "../../coordination/journal";
import type { Place } from "../../lifecycle/place";
import type { MoveNote } from "../../mail/shelter";
import type { RunMemory } from "../../lifecycle/runMemory";
import type { Site } from "../../lifecycle/session";
import { addBeside, complete } from "../mailForward/forwardChanges";
import { knownForward, type KnownForward } from "../mailForward/forwardState";

/**
 * A forwarding as it was before the deletion of a mailbox: of its address, or to it. Its source is as the panel writes it;
 * whether a copy is kept may be unknown.
 */
export type KeptForward = NonNullable<MoveNote["forwards"]>[number];

/** The mailbox whose forwardings are kept. */
type Mailbox = Place & { readonly email: string };

/**
 * The forwardings of a mailbox's address and those to it, which a panel may take along with the mailbox: listed before a
 * deletion, and restored after a creation of the same address, in this run or, by the journal, in a later one.
 */
export class KeptForwards {
  private readonly about: string;

  constructor(
    private readonly site: Site,
    private readonly mailbox: Mailbox,
  ) {
    this.about = `Mailbox ${mailbox.email}`;
  }

  /** Notes what there is, beside what an earlier run noted and nobody restored. @returns how to take that back */
  async note(): Promise<() => void> {
    const list = await this.listBefore();
    const before = this.noted;
    const { email } = this.mailbox;
    const now = (list?.all() ?? [])
      .filter(({ source, targets }) => [source, ...targets].some((each) => addressKey(each) === email))
      .map((forward) => this.withCopy(forward));
    const all = merged([...now, ...before]);
    if (all.length > 0) this.keep(all);
    return () => {
      this.keep(before);
    };
  }

  /** What is noted. */
  get noted(): readonly KeptForward[] {
    return knownFor(this.site, this.mailbox.email);
  }

  /** Notes what a run on another machine noted. */
  takeOver(forwards: readonly KeptForward[]): void {
    if (forwards.length > 0) this.keep(merged([...this.noted, ...forwards]));
  }

  /** Warns of what a removal took along though the program declares it, and forgets what it did not take along. */
  async warnOfLost(): Promise<void> {
    const kept = this.noted;
    if (kept.length === 0) return;
    const list = await this.list(withOthers).catch(() => undefined);
    if (list === undefined) return;
    const lost = kept.flatMap((forward) => missingFrom(list, forward) ?? []);
    const declared = lost.filter(({ source }) => this.memoryOf(source).declared !== undefined);
    if (declared.length > 0) {
      this.site.run.warn(
        `${this.about}: deleting it also removed forwardings that this program declares: ${shown(declared)}. ` +
          "pulumi up --refresh creates them again",
      );
    }
    this.keep(lost);
  }

  /**
   * Restores what is missing of what there was.
   *
   * @throws BrainycpError (`incomplete`, `unsettled`) that lists what could not be restored
   */
  async restore(): Promise<void> {
    const kept = this.noted;
    if (kept.length === 0) return;
    const list = await this.list(withOthers).catch((error: unknown) => {
      throw error instanceof BrainycpError ? notRestored(this.mailbox.email, kept, [error.message]) : error;
    });
    const lost: KeptForward[] = [];
    const reasons = new Set<string>();
    for (const forward of kept) {
      if (missingFrom(list, forward)?.length === 0) continue;
      const reason = await this.restoreOne(forward);
      if (reason === undefined) continue;
      lost.push(forward);
      reasons.add(reason);
    }
    this.keep(lost);
    if (lost.length > 0) throw notRestored(this.mailbox.email, lost, [...reasons]);
  }

  /** Adds what is missing of one forwarding. @returns why that could not be done */
  private restoreOne(forward: KeptForward): Promise<string | undefined> {
    return this.memoryOf(forward.source).inTurn(async () => {
      try {
        return await this.addMissing(forward);
      } catch (error) {
        if (error instanceof BrainycpError) return error.message;
        throw error;
      }
    });
  }

  private async addMissing(forward: KeptForward): Promise<string | undefined> {
    const name = addressKey(forward.source);
    const { declared, standing } = this.memoryOf(forward.source);
    const list = await this.list();
    const sighting = list.see(name);
    if (sighting.is === "unknown" && list.leavesOpen(name))
      return `The panel's list was not recognised: ${sighting.looks}`;
    const there: ListedForward | undefined = seen(sighting);
    const present = there?.targets ?? [];
    // what the program takes away in this run is not lost
    const dropped = declared === undefined ? [] : without(standing?.targets ?? [], declared.targets);
    const missing = without(forward.targets, [...present, ...dropped]);
    if (missing.length === 0) return undefined;
    const copy = there?.saveLocal ?? declared?.saveLocal ?? forward.saveLocal;
    const wanted = { source: name, targets: together(present, missing), saveLocal: copy === true };
    const spelled = { ...wanted, source: there?.spelling ?? forward.source };
    await addBeside(this.site.panel, spelled, { targets: present, saveLocal: copy });
    const now = seen((await this.list()).see(name));
    await complete(this.site.panel, wanted, now?.targets ?? wanted.targets, () => undefined);
    const unsure =
      copy === undefined ? ". Whether its own mailbox kept a copy is unknown; it keeps none now" : "";
    this.site.run.warn(
      `${this.about}: the panel removed a forwarding with the old mailbox, and it was restored: ` +
        `${shown([{ source: forward.source, targets: missing }])}${unsure}`,
    );
    return undefined;
  }

  /** Lists the forwardings; warns, and goes on, where the list tells nothing. */
  private async listBefore(): Promise<Listing<ListedForward> | undefined> {
    try {
      const list = await this.list(withOthers);
      const sighting = list.see(this.mailbox.email);
      if (sighting.is !== "unknown" || !list.leavesOpen(this.mailbox.email)) return list;
      this.warnOfUnknown(`The list looks like this: ${sighting.looks}`);
      return list;
    } catch (error) {
      // what passes is better tried again than deleted on
      if (!(error instanceof BrainycpError) || error.transient) throw error;
      this.warnOfUnknown(error.message);
      return undefined;
    }
  }

  private list(fresh?: Freshness): Promise<Listing<ListedForward>> {
    return this.site.panel.lists.forwards(this.mailbox.owner, fresh);
  }

  private warnOfUnknown(why: string): void {
    this.site.run.warn(
      `${this.about}: the panel's list of forwardings was not recognised, so forwardings that the panel ` +
        `removes with the mailbox are not restored: check those from and to this address. ${why}`,
    );
  }

  private withCopy({ spelling, targets, saveLocal }: ListedForward): KeptForward {
    const { declared, standing } = this.memoryOf(spelling);
    return {
      source: spelling,
      targets,
      saveLocal: saveLocal ?? standing?.saveLocal ?? declared?.saveLocal,
    };
  }

  private memoryOf(source: string): KnownForward {
    return knownForward(this.site, addressKey(source));
  }

  private keep(forwards: readonly KeptForward[]): void {
    keepFor(this.site, this.mailbox.email, forwards);
  }
}

/** What each run has noted of the mailboxes of each panel. */
const noted = new WeakMap<RunMemory, Map<string, readonly KeptForward[]>>();

function keyOf({ settings }: Site, email: string): string {
  return JSON.stringify([settings.endpoint, email]);
}

/** What is noted for a mailbox, by this run or, in the journal, by an earlier one. */
function knownFor(site: Site, email: string): readonly KeptForward[] {
  return noted.get(site.run)?.get(keyOf(site, email)) ?? keptIn(site.journal.own("kept", email));
}

function keepFor(site: Site, email: string, forwards: readonly KeptForward[]): void {
  const ofRun = noted.get(site.run) ?? new Map<string, readonly KeptForward[]>();
  noted.set(site.run, ofRun.set(keyOf(site, email), forwards));
  if (forwards.length > 0) site.journal.note("kept", email, detailOf(forwards));
  else site.journal.forget("kept", email);
}

/** Lets go of targets that are removed on purpose: whatever mailbox they were noted for, they are not restored. */
export function releaseTargets(site: Site, source: string, targets: readonly string[]): void {
  for (const email of new Set([source, ...targets].map(addressKey))) {
    const known = knownFor(site, email);
    if (!known.some((forward) => addressKey(forward.source) === source)) continue;
    const left = known.map((forward) =>
      addressKey(forward.source) === source
        ? { ...forward, targets: without(forward.targets, targets) }
        : forward,
    );
    keepFor(
      site,
      email,
      left.filter((forward) => forward.targets.length > 0),
    );
  }
}

/** What the journal keeps: the targets of each source, and the sources of which it is known whether they keep a copy. */
function detailOf(forwards: readonly KeptForward[]): JournalEntry["detail"] {
  const sourcesWith = (copy: boolean): string[] =>
    forwards.filter(({ saveLocal }) => saveLocal === copy).map(({ source }) => source);
  return {
    ...Object.fromEntries(forwards.map(({ source, targets }) => [source, [...targets]])),
    copies: sourcesWith(true),
    noCopies: sourcesWith(false),
  };
}

function keptIn(entry: JournalEntry | undefined): KeptForward[] {
  const { copies, noCopies, ...forwards } = entry?.detail ?? {};
  const names = (list: unknown, source: string): boolean => Array.isArray(list) && list.includes(source);
  return Object.entries(forwards).flatMap(([source, targets]) => {
    if (!Array.isArray(targets)) return [];
    const saveLocal = names(copies, source) ? true : names(noCopies, source) ? false : undefined;
    return [{ source, targets, saveLocal }];
  });
}

/** The forwardings, those of one source as one. */
function merged(forwards: readonly KeptForward[]): KeptForward[] {
  const bySource = new Map<string, KeptForward>();
  for (const forward of forwards) {
    const key = addressKey(forward.source);
    const known = bySource.get(key);
    bySource.set(key, {
      source: known?.source ?? forward.source,
      targets: together(known?.targets ?? [], forward.targets),
      saveLocal: known?.saveLocal ?? forward.saveLocal,
    });
  }
  return [...bySource.values()];
}

/** What the list lacks of a forwarding: nothing, or the forwarding with what is missing; undefined where it does not tell. */
function missingFrom(list: Listing<ListedForward>, forward: KeptForward): KeptForward[] | undefined {
  const source = addressKey(forward.source);
  if (list.leavesOpen(source)) return undefined;
  const targets = without(forward.targets, seen(list.see(source))?.targets ?? []);
  return targets.length === 0 ? [] : [{ ...forward, targets }];
}

function shown(forwards: readonly KeptForward[]): string {
  return forwards.map(({ source, targets }) => `${source} => ${targets.join(", ")}`).join("; ");
}

function notRestored(email: string, lost: readonly KeptForward[], reasons: readonly string[]): BrainycpError {
  return new BrainycpError({
    code: "incomplete",
    operation: "addforward",
    problem:
      `mailbox ${email} was created again, but forwardings that the panel removed with the old one could not be restored: ` +
      `${shown(lost)} (${reasons.join(" ")})`,
    nextStep: "The next pulumi up tries again; or add them in the panel",
    unsettled: true,
  });
}
