import { BrainycpError } from "../adapter/errors";
import { Journal } from "../coordination/journal";
import { JournalFolder } from "../coordination/journalFolder";
import { Panel } from "../adapter/panel";
import { ownerOf } from "../settings";
import { WriteLock } from "../coordination/writeLock";
import { UserFolder } from "../coordination/userFolder";
import type { PanelSettings } from "../settings";
import { readStackSettings, type ReadKey, type StackSettings } from "../stackSettings";
import { isUnknown, type Failure } from "./check";
import { Run } from "./run";

/** Where an object is, as its state records it. */
export interface Place {
  /** The name of the connection settings in `brainycp:servers`; the unnamed ones where undefined. */
  readonly server?: string | undefined;
  /** The panel's endpoint in normal form. */
  readonly endpoint: string;
  /** The panel user who owns the object. */
  readonly owner: string;
}

/** What a program says of the place of an object. */
export interface PlaceInputs {
  readonly server?: string | undefined;
  readonly panelUser?: string | undefined;
}

/** How a place changes. */
export interface PlaceChanges {
  readonly replaces: readonly string[];
  readonly records: boolean;
}

/** A panel, its settings, and the name under which the stack knows it. */
export interface Connection {
  readonly server: string | undefined;
  readonly settings: PanelSettings;
  readonly panel: Panel;
}

/** What all lifecycles of one provider process share: the stack's settings, its panels, and what this run did. */
export class Session {
  readonly run = new Run();
  /** Where this run meets others; made when it first writes, so never in a preview. */
  private readonly folder = new UserFolder((text) => this.run.warn(text));
  private read: ReadKey = () => undefined;
  /** The engine names the project to its plugins in this variable. */
  private readonly project = process.env.PULUMI_PROJECT ?? process.env.PULUMI_NODEJS_PROJECT ?? "";
  private known: StackSettings | undefined;
  /** By their settings: each kind of resource configures the session anew, and all share a panel's limits. */
  private readonly panels = new Map<string, Panel>();

  /** Takes the stack's configuration; it is read when it is first needed. */
  configure(read: ReadKey): void {
    this.read = read;
    this.known = undefined;
  }

  /** Ends the run: the engine has recorded what it was told. */
  end(): void {
    for (const { journal } of this.panels.values()) journal.end();
  }

  /** Every panel of the stack. @throws BrainycpError (`config`) that names every problem. */
  get stack(): StackSettings {
    this.known ??= readStackSettings(this.read, process.env);
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

  /** The connection for a new object. @throws BrainycpError (`config`) where no such server is set. */
  connect(server: string | undefined): Connection {
    const settings = this.settingsOf(server);
    if (settings !== undefined) return this.connection(server, settings);
    throw new BrainycpError({
      code: "config",
      problem: `server ${this.refusesServer(server) ?? ""}`,
      nextStep: `pulumi config set --path brainycp:servers.${server ?? "NAME"}.endpoint http://127.0.0.1:8002`,
    });
  }

  /**
   * The connection to the panel that holds an object. The same panel means the same endpoint, not the same name.
   *
   * @throws BrainycpError (`elsewhere`) where the configuration points to another panel or another panel user.
   */
  reconnect(about: string, place: Place, panelUser: string | undefined): Connection {
    const named = this.settingsOf(place.server);
    const all: readonly (readonly [string | undefined, PanelSettings])[] = [
      ...(named === undefined ? [] : ([[place.server, named]] as const)),
      ...(this.stack.unnamed === undefined ? [] : ([[undefined, this.stack.unnamed]] as const)),
      ...this.stack.named,
    ];
    const samePanel = all.filter(([, settings]) => isSamePanel(settings, place.endpoint));
    const found = samePanel.find(([, settings]) => ownerOf(settings, panelUser) === place.owner);
    if (found !== undefined) return this.connection(...found);
    const [other] = samePanel;
    if (other !== undefined) throw otherOwner(about, place, ownerOf(other[1], panelUser));
    throw otherPanel(about, place, named);
  }

  /**
   * How the place that a program names differs from the recorded one: by what forces a replacement, and by what is only
   * recorded anew (another name or address of the same panel, the same owner named in another way).
   *
   * @throws BrainycpError (`elsewhere`) where the program is unchanged and the configuration points elsewhere.
   */
  comparePlaces(about: string, old: Place & PlaceInputs, wanted: PlaceInputs): PlaceChanges {
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

  /** The panels of the stack that are the one of a recorded place. */
  panelsAt({ endpoint }: Place): Panel[] {
    return [this.stack.unnamed, ...this.stack.named.values()]
      .filter(
        (settings): settings is PanelSettings => settings !== undefined && isSamePanel(settings, endpoint),
      )
      .map((settings) => this.connection(undefined, settings).panel);
  }

  private settingsOf(server: string | undefined): PanelSettings | undefined {
    return server === undefined ? this.stack.unnamed : this.stack.named.get(server);
  }

  private connection(server: string | undefined, settings: PanelSettings): Connection {
    const key = JSON.stringify(settings);
    const panel = this.panels.get(key) ?? this.open(settings);
    this.panels.set(key, panel);
    return { server, settings, panel };
  }

  private open(settings: PanelSettings): Panel {
    const { endpoint, journal, maxConcurrentWrites } = settings;
    return new Panel(
      settings,
      new WriteLock(this.folder, endpoint, maxConcurrentWrites),
      new Journal(journal === undefined ? this.folder : new JournalFolder(journal), this.project, endpoint),
    );
  }
}

function isSamePanel(settings: PanelSettings, endpoint: string): boolean {
  return settings.endpoint === endpoint || settings.movedFrom === endpoint;
}

function otherPanel(about: string, place: Place, named: PanelSettings | undefined): BrainycpError {
  const key = place.server === undefined ? "brainycp" : `brainycp:servers.${place.server}`;
  const setting = (name: string): string =>
    place.server === undefined ? `brainycp:${name}` : `--path ${key}.${name}`;
  return new BrainycpError({
    code: "elsewhere",
    problem:
      named === undefined
        ? `${about} is on the panel ${place.endpoint}, which the configuration does not name any more`
        : `${about} is on the panel ${place.endpoint}, but the configuration points to ${named.endpoint}`,
    nextStep:
      `If it is the same panel under another address: pulumi config set ${setting("movedFrom")} ${place.endpoint}. ` +
      `Else point back: pulumi config set ${setting("endpoint")} ${place.endpoint}. Nothing was touched`,
  });
}

function otherOwner(about: string, place: Place, owner: string): BrainycpError {
  return new BrainycpError({
    code: "elsewhere",
    problem: `${about} belongs to the panel user ${place.owner}, but the configuration acts for ${owner}`,
    nextStep:
      `Set brainycp:panelUser (or brainycp:username) so that it acts for ${place.owner} again; on a Mailbox, panelUser: ` +
      `${JSON.stringify(place.owner)} does that for one mailbox. Nothing was touched`,
  });
}
