import { once } from "node:events";
import type { Server } from "node:http";
import { Faults, type Fault } from "./faults";
import type { MailPlaces } from "./mailAccounts";
import { pageContents } from "./pageContents";
import { PageFeed } from "./pageFeed";
import { Provisioning } from "./provisioning";
import { Panel } from "./simulatedPanel";
import { RequestLog, type RequestEntry } from "./requestLog";
import { defaultAccounts, type AccountSeed } from "./seed";
import { apiPath, createPanelServer, type TlsFiles } from "./server";
import { Service } from "./service";
import { defaultSettings, type SimulatorSettings } from "./simulatorSettings";
import { emptyState } from "./state";
import { loadState, saveState } from "./stateFile";
import { Store } from "./store";

export type { Fault, FaultAnswer } from "./faults";
export type { MailPlaces } from "./mailAccounts";
export type { OperationName } from "./messages";
export type { Mailbox, Panel } from "./simulatedPanel";
export type { RequestEntry } from "./requestLog";
export { defaultAccounts, type AccountSeed, type DomainSeed } from "./seed";
export type { TlsFiles } from "./server";
export type { Forward } from "./state";
export { defaultSettings, type SimulatorSettings } from "./simulatorSettings";

/** What a simulated panel holds and how it behaves. */
export interface SimulatorOptions {
  /** The accounts and their domains. @defaultValue `defaultAccounts`: `demo` with example.com and example.org */
  accounts?: readonly AccountSeed[];
  /** How the panel behaves. @defaultValue `defaultSettings` */
  settings?: Partial<SimulatorSettings>;
  /** Faults to apply to calls. @defaultValue none */
  faults?: readonly Fault[];
  /** The port on 127.0.0.1. @defaultValue 0: any free port */
  port?: number;
  /** Serves HTTPS with this key and certificate. @defaultValue plain HTTP */
  tls?: TlsFiles;
  /**
   * A file that keeps the panel's state, with passwords as salted digests. Its contents take precedence over
   * `accounts`, except for the accounts' rights and passwords. @defaultValue kept in memory only
   */
  stateFile?: string;
  /** A mail server whose accounts and forwardings are the panel's. @defaultValue none */
  mail?: MailPlaces;
  /** Called when a call has been answered or its connection has closed. */
  onRequest?: (entry: RequestEntry) => void;
}

/** A running simulated panel. */
export interface Simulator {
  /** The address of the API, for example `http://127.0.0.1:40123/api/api.php`. */
  readonly url: string;
  /** The address of a page that shows the panel and its calls live, for example `http://127.0.0.1:40123/`. */
  readonly pageUrl: string;
  readonly port: number;
  /** The panel as its web interface shows it, to inspect it and to change it behind the API's back. */
  readonly panel: Panel;
  /** Every call in the order they arrived; `requests.length = 0` empties it. */
  readonly requests: RequestEntry[];
  /** The settings in force; a change applies from the next call on. */
  readonly settings: SimulatorSettings;
  /** The faults in force; add and remove them at any time. */
  readonly faults: Fault[];
  /** Closes every connection and stops listening. */
  close(): Promise<void>;
}

/** Starts a simulated BrainyCP panel on 127.0.0.1. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, tls, onRequest } = options;
  const settings: SimulatorSettings = { ...defaultSettings, ...options.settings };
  const faults = [...(options.faults ?? [])];
  const feed = new PageFeed(() => pageContents(store.state, log.entries, settings));
  const log = new RequestLog(() => feed.changed());
  const closing = new AbortController();
  const { store, panel } = openPanel(options, settings, () => feed.changed());
  const service = new Service(store, settings, new Faults(faults), log, closing.signal);
  const server = createPanelServer(
    service,
    feed,
    (entry) => {
      log.end(entry);
      onRequest?.(entry);
    },
    tls,
  );
  const actualPort = await listen(server, port);
  const origin = `${tls === undefined ? "http" : "https"}://127.0.0.1:${actualPort}`;
  return {
    url: origin + apiPath,
    pageUrl: `${origin}/`,
    port: actualPort,
    panel,
    requests: log.entries,
    settings,
    faults,
    close: async () => {
      closing.abort();
      feed.close();
      await stop(server);
    },
  };
}

function openPanel(
  { accounts = defaultAccounts, stateFile, mail }: SimulatorOptions,
  settings: Readonly<SimulatorSettings>,
  changed: () => void,
): { store: Store; panel: Panel } {
  const kept = stateFile === undefined ? undefined : loadState(stateFile);
  const provisioning = mail === undefined ? undefined : new Provisioning(mail, settings);
  const store = new Store(kept ?? emptyState(), (state) => {
    provisioning?.follow(state);
    if (stateFile !== undefined) saveState(stateFile, state);
    changed();
  });
  const panel = new Panel(store);
  for (const account of accounts)
    panel.addAccount(kept === undefined ? account : { ...account, domains: [] });
  return { store, panel };
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The simulator has no port.");
  return address.port;
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
