import pLimit from "p-limit";
import { domainOf } from "../../adapter/address";
import { Client } from "../../adapter/client";
import { BrainycpError } from "../../adapter/errors";
import type { Zone } from "../../adapter/lists/zone";
import { PanelLists } from "../../adapter/panelLists";
import { domainHealth } from "../../dns/mailHealth";
import { PublicDns } from "../../dns/publicDns";
import { ownerOf } from "../../settings";
import { Failure } from "../failure";
import type { PulumiStack } from "../pulumiStack";
import type { StackRecords } from "../stackRecords";
import type { Terminal } from "../terminal";
import { checksOf } from "./dnsChecks";
import { failed, findings, skip, type Check, type Finding } from "./finding";
import { noPanel } from "./panelChecks";
import type { ExaminedPanel, Subject } from "./subject";

/** How many domains are looked at at the same time. */
const domainsAtOnce = 4;

/** Where to look. */
export interface DnsOptions {
  /** The domains; all of the stack's state and of the panels where undefined. */
  readonly domain?: readonly string[];
  /** The name servers to ask; this machine's own where undefined. */
  readonly nameServer?: readonly string[];
}

/** Looks at what public DNS has for the domains of the subject. */
export async function examineDns(
  subject: Subject,
  stack: PulumiStack | undefined,
  { domain: named, nameServer }: DnsOptions,
  terminal: Terminal,
): Promise<Finding[]> {
  const { checks, panels, words, unreadable } = subject;
  if (unreadable !== undefined)
    return findings([...checks, skip("dns", `not checked, because ${unreadable}`)], words);
  using progress = await terminal.progress();
  progress.begins("Reading the panel");
  const dns = await PublicDns.at(nameServer);
  const declared: StackRecords = (await recordsOf(stack, terminal)) ?? new Map();
  const sources = panels.map((panel) => new ZoneSource(panel));
  const listed = named ?? (await Promise.all(sources.map((source) => source.domains()))).flat();
  const domains = [...new Set([...(named === undefined ? declared.keys() : []), ...listed])].sort();
  progress.begins("Asking DNS");
  const limit = pLimit(domainsAtOnce);
  let done = 0;
  const looked = await Promise.all(
    domains.map((domain) =>
      limit(async () => {
        const zone = await zoneAt(sources, domain);
        const health = await domainHealth(domain, { zone, declared: declared.get(domain) ?? [] }, dns);
        progress.counts(++done, domains.length);
        return findings(checksOf(health), words).map((finding) => ({ ...finding, domain }));
      }),
    ),
  );
  const refusals = sources.flatMap((source) => source.refusals());
  const none =
    domains.length === 0 ? [skip("dns", "there is no domain to look up; name one with --domain")] : [];
  return [...findings([...checks, ...none], words), ...refusals, ...looked.flat()];
}

/** What the state of a stack holds; undefined where it cannot be read, which is said. */
async function recordsOf(
  stack: PulumiStack | undefined,
  terminal: Terminal,
): Promise<StackRecords | undefined> {
  try {
    return await stack?.records();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    terminal.tell(`pulumi-brainycp: The state of the stack is not compared: ${error.message}`);
    return undefined;
  }
}

/** The zone as the first panel that shows it has it. */
async function zoneAt(sources: readonly ZoneSource[], domain: string): Promise<Zone | undefined> {
  for (const source of sources) {
    const zone = await source.zone(domain);
    if (zone !== undefined) return zone;
  }
  return undefined;
}

/** A panel as far as its zones matter. What it refuses is said once, and leaves public DNS to be looked at. */
class ZoneSource {
  private readonly lists: PanelLists;
  private refusal: BrainycpError | undefined;

  constructor(private readonly panel: ExaminedPanel) {
    this.lists = new PanelLists(new Client(panel.settings));
  }

  /** The domains of mailboxes and forwardings, and those that the panel's name server lists. */
  async domains(): Promise<string[]> {
    const owner = ownerOf(this.panel.settings);
    const boxes = await this.ask(() => this.lists.mailboxes(owner));
    const forwards = await this.ask(() => this.lists.forwards(owner));
    // it is barely documented, and many panels refuse it
    const zones = await this.lists.domains().catch(() => []);
    return [
      ...(boxes?.all() ?? []).map(({ email }) => domainOf(email)),
      ...(forwards?.all() ?? []).map(({ source }) => domainOf(source)),
      ...zones,
    ];
  }

  zone(domain: string): Promise<Zone | undefined> {
    return this.ask(() => this.lists.zone(domain));
  }

  /** What the panel refused so far. */
  refusals(): Finding[] {
    const checks: Check[] = this.refusal === undefined ? [] : [failed("panel", this.refusal)];
    return findings(checks, this.panel.words, this.panel.server);
  }

  private async ask<T>(call: () => Promise<T>): Promise<T | undefined> {
    // who waited once for a panel that is not there need not wait again
    if (this.refusal !== undefined && answersNothing(this.refusal)) return undefined;
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof BrainycpError)) throw error;
      this.refusal ??= error;
      return undefined;
    }
  }
}

function answersNothing({ code }: BrainycpError): boolean {
  return noPanel.has(code) || code === "tls" || code === "login_refused";
}
