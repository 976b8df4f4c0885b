import { BrainycpError } from "../adapter/errors";
import { coordinatorOf, type Coordinator } from "../coordination/coordinator";
import { Journal } from "../coordination/journal";
import { log } from "../adapter/log";
import { Panel } from "../adapter/panel";
import { serverWords } from "../adapter/settingWords";
import type { Turns } from "../adapter/turn";
import { reasonOf } from "../coordination/stateFolder";
import { patience, WriteLock } from "../coordination/writeLock";
import { ArchivePlace } from "../mail/archivePlace";
import { UserFolder } from "../coordination/userFolder";
import { ownerOf, type PanelSettings } from "../settings";
import { readStackSettings, type ReadKey, type StackSettings } from "../stackSettings";
import { Diagnostics } from "./diagnostics";
import { engineRecords } from "./engineRecords";
import { Foresight } from "./foresight";
import type { Failure } from "./inputs";
import { isSamePanel, otherOwner, otherPanel, type Place, type Changes, type PlaceInputs } from "./place";
import { isUnknown } from "./props";
import { RunMemory } from "./runMemory";

/** One panel of the stack, and what this run and killed ones did there. */
export interface Site {
  readonly settings: PanelSettings;
  readonly panel: Panel;
  /** What killed runs set out to make there. */
  readonly journal: Journal;
  readonly run: RunMemory;
  readonly archives: ArchivePlace;
  /**
   * Does what no other run does to the mail of one mailbox at the same time, and finishes it: an engine that is killed leaves
   * its provider at work. What it has not begun by then, it does not begin.
   */
  move(email: string, work: () => Promise<void>): Promise<void>;
  /** Waits until it is known what earlier runs noted, and, as far as they may be at work still, for their last calls. */
  load(): Promise<void>;
}

/** What all lifecycles of one provider process share: the stack's settings, its panels, and what this run did. */
export class Session {
  readonly run: RunMemory;
  /** Where this run meets others; made when it first writes or waits for others. */
  private readonly folder: UserFolder;
  private read: ReadKey = () => undefined;
  private keys: readonly string[] = [];
  /** The engine names the project to its plugins in this variable. */
  private readonly project = process.env.PULUMI_PROJECT ?? process.env.PULUMI_NODEJS_PROJECT ?? "";
  private known: StackSettings | undefined;
  /** By their settings: each kind of resource configures the session anew, and all share a panel's limits. */
  private readonly sites = new Map<string, Site>();
  /** The same, by the settings themselves: nearly all calls come with those of the call before. */
  private readonly siteBySettings = new WeakMap<PanelSettings, Site>();
  private loading: Promise<unknown> | undefined;
  /** By what names them: all panels that name one meet others over the same connections. */
  private readonly coordinators = new Map<string | undefined, Coordinator>();
  /** By what names them: a panel may be set under several names. */
  private readonly archivePlaces = new Map<string | undefined, ArchivePlace>();
  private readonly foresights = new Map<Site, Foresight>();

  constructor(diagnostics = new Diagnostics()) {
    this.run = new RunMemory(diagnostics);
    this.folder = new UserFolder((text) => this.run.warnOfRun(text));
  }

  /**
   * Takes the stack's configuration; it is read when it is first needed.
   *
   * @param keys the keys of all that it sets, as far as they are known
   */
  configure(read: ReadKey, keys: readonly string[]): void {
    this.read = read;
    // a project of this name has its program's own settings among them
    this.keys = this.project === "brainycp" ? [] : keys;
    this.known = undefined;
    this.loading = undefined;
  }

  /** Waits until it is known what earlier runs noted of every panel. @throws BrainycpError where that cannot be reached */
  async loaded(): Promise<void> {
    this.loading ??= Promise.all(this.knownPanels().map((settings) => this.siteOf(settings).load()));
    try {
      await this.loading;
    } catch (error) {
      this.loading = undefined;
      throw error;
    }
  }

  /** Waits until all notes of this run outlive it. @throws BrainycpError where they cannot be kept */
  async saved(): Promise<void> {
    await Promise.all([...this.sites.values()].map(({ journal }) => journal.saved()));
  }

  /** Ends the run: the engine has recorded what it was told. */
  async end(): Promise<void> {
    for (const { journal } of this.sites.values()) journal.end();
    await this.saved().catch((error: unknown) => log(`the journal stays as it is: ${reasonOf(error)}`));
    for (const coordinator of this.coordinators.values()) await coordinator.end();
  }

  /** Every panel of the stack. @throws BrainycpError (`config`) that names every problem. */
  get stack(): StackSettings {
    this.known ??= readStackSettings(this.read, process.env, this.keys);
    return this.known;
  }

  /** Why a resource cannot name this server; undefined where it can. */
  refusesServer(server: string | undefined): string | undefined {
    if (this.settingsOf(server) !== undefined) return undefined;
    const names = [...this.stack.named.keys()].map((name) => JSON.stringify(name)).join(", ");
    return server === undefined
      ? `is missing: brainycp:servers names ${names}; write which, or set brainycp:endpoint`
      : `${JSON.stringify(server)} is not in brainycp:servers, which names ${names === "" ? "nothing" : names}`;
  }

  /** The failure of an input `server` that the stack does not know; none while it is not known yet. */
  checkServer(server: unknown): Failure[] {
    if (isUnknown(server)) return [];
    const reason = this.refusesServer(server as string | undefined);
    return reason === undefined ? [] : [{ property: "server", reason }];
  }

  /** The panel for a new object. @throws BrainycpError (`config`) where no such server is set. */
  connect(server: string | undefined): Site {
    const settings = this.settingsOf(server);
    if (settings !== undefined) return this.siteOf(settings);
    throw new BrainycpError({
      code: "config",
      problem: `server ${this.refusesServer(server) ?? ""}`,
      nextStep: `Correct it, or add that server:\n  ${serverWords(server ?? "NAME").howToSet("endpoint")}`,
    });
  }

  /** What creations on a panel would fail with. */
  foresight(site: Site): Foresight {
    const known = this.foresights.get(site) ?? new Foresight(site);
    this.foresights.set(site, known);
    return known;
  }

  /**
   * The panel that holds an object. The same panel means the same endpoint, not the same name.
   *
   * @throws BrainycpError (`elsewhere`) where the configuration points to another panel or another panel user.
   */
  reconnect(about: string, place: Place, panelUser: string | undefined): Site {
    const found = this.find(place, panelUser);
    if (found !== undefined) return found;
    const [other] = this.samePanelAs(place);
    if (other !== undefined) throw otherOwner(about, place, ownerOf(other, panelUser));
    throw otherPanel(about, place, this.settingsOf(place.server));
  }

  /** As `reconnect`; undefined where the configuration points to another panel or another panel user. */
  find(place: Place, panelUser: string | undefined): Site | undefined {
    const found = this.samePanelAs(place).find((settings) => ownerOf(settings, panelUser) === place.owner);
    return found === undefined ? undefined : this.siteOf(found);
  }

  /** The settings that reach the panel of a place, those of its own server first. */
  private samePanelAs(place: Place): PanelSettings[] {
    const named = this.settingsOf(place.server);
    return [...(named === undefined ? [] : [named]), ...this.all].filter((settings) =>
      isSamePanel(settings, place.endpoint),
    );
  }

  /**
   * How the place that a program names differs from the recorded one: by what forces a replacement, and by what is only
   * recorded anew (another name or address of the same panel, the same owner named in another way).
   *
   * @throws BrainycpError (`elsewhere`) where the program is unchanged and the configuration points elsewhere.
   */
  comparePlaces(about: string, old: Place & PlaceInputs, wanted: PlaceInputs): Changes {
    if (isUnknown(wanted.server)) return { replaces: [], records: true };
    const { settings } = this.connect(wanted.server);
    const renamed = wanted.server !== old.server;
    if (renamed && !isSamePanel(settings, old.endpoint)) return { replaces: ["server"], records: true };
    const records = renamed || settings.endpoint !== old.endpoint;
    if (isUnknown(wanted.panelUser) || wanted.panelUser === old.panelUser) {
      this.reconnect(about, { ...old, server: wanted.server }, old.panelUser);
      return { replaces: [], records: records || isUnknown(wanted.panelUser) };
    }
    const owner = ownerOf(settings, wanted.panelUser);
    this.reconnect(about, { ...old, server: wanted.server, owner }, wanted.panelUser);
    return { replaces: owner === old.owner ? [] : ["panelUser"], records: true };
  }

  /** The panels of the stack that are the one of a recorded place: several where it is set under several names. */
  sitesAt({ endpoint }: Place): Site[] {
    return this.all
      .filter((settings) => isSamePanel(settings, endpoint))
      .map((settings) => this.siteOf(settings));
  }

  /** The settings of every panel, those of the unnamed one first. */
  private get all(): PanelSettings[] {
    const { unnamed, named } = this.stack;
    return [...(unnamed === undefined ? [] : [unnamed]), ...named.values()];
  }

  /** As `all`; none where the configuration is wrong, which the call under way reports in its own words. */
  private knownPanels(): PanelSettings[] {
    try {
      return this.all;
    } catch {
      return [];
    }
  }

  private settingsOf(server: string | undefined): PanelSettings | undefined {
    return server === undefined ? this.stack.unnamed : this.stack.named.get(server);
  }

  private siteOf(settings: PanelSettings): Site {
    const known = this.siteBySettings.get(settings);
    if (known !== undefined) return known;
    const key = JSON.stringify(settings);
    const site = this.sites.get(key) ?? this.open(settings);
    this.sites.set(key, site);
    this.siteBySettings.set(settings, site);
    return site;
  }

  private open(settings: PanelSettings): Site {
    const { endpoint, maxConcurrentWrites } = settings;
    const coordinator = this.coordinatorOf(settings);
    const journal = new Journal(coordinator.store(this.project, endpoint), engineRecords);
    const lock = new WriteLock(coordinator.locks, endpoint, maxConcurrentWrites);
    const turns: Turns = {
      take: (work) => {
        // nothing is written where what is made could not be noted
        journal.open();
        return lock.take(async (turn) => {
          await this.saved();
          this.run.refuseOrphan();
          return this.run.finishFirst(() => work(turn));
        });
      },
    };
    const archives = this.archivesOf(settings);
    const move = (email: string, work: () => Promise<void>): Promise<void> =>
      new WriteLock(coordinator.locks, `${endpoint} ${email}`, 1).take(() => {
        this.run.refuseOrphan();
        return this.run.finishFirst(async () => {
          try {
            await work();
          } finally {
            // who comes next goes by what is noted
            await this.saved().catch((error: unknown) => log(`not noted yet: ${reasonOf(error)}`));
          }
        });
      });
    const wait = async (): Promise<void> => {
      const longest = settings.timeoutSeconds * 1000;
      if (!journal.isOtherAtWork(patience * 1000 + longest)) return;
      // what is looked at before the last write of a killed run is done says little
      const have = await lock.waitForOthers(longest).catch((error: unknown) => log(reasonOf(error)));
      if (have !== true) log("what other runs are writing may not be written yet");
      await journal.reload();
    };
    let waited: Promise<void> | undefined;
    const load = async (): Promise<void> => {
      await journal.load();
      waited ??= wait().catch((error: unknown) => {
        waited = undefined;
        throw error;
      });
      await waited;
    };
    return { settings, panel: new Panel(settings, turns), journal, run: this.run, archives, move, load };
  }

  private archivesOf(settings: PanelSettings): ArchivePlace {
    const archives = this.archivePlaces.get(settings.archive) ?? new ArchivePlace(settings, this.folder);
    this.archivePlaces.set(settings.archive, archives);
    return archives;
  }

  private coordinatorOf({ coordinator: named }: PanelSettings): Coordinator {
    const coordinator = this.coordinators.get(named) ?? coordinatorOf(named, this.folder);
    this.coordinators.set(named, coordinator);
    return coordinator;
  }
}
