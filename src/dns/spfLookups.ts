import type { DnsAnswer, PublicDns } from "./publicDns";
import { readSpf, spfTexts, type SpfMechanism, type SpfRecord } from "./spfRecord";

/** The most lookups that a receiver makes for one SPF record, and how many may find nothing (RFC 7208, section 4.6.4). */
export const spfLimits = { lookups: 10, voidLookups: 2, hostsOfMx: 10 } as const;

/** Where counting ends: a record beyond it is wrong anyway. */
const mostCounted = 50;

/** What a receiver has to ask DNS for to evaluate an SPF record, if no mechanism matches before the last. */
export interface SpfLookups {
  readonly lookups: number;
  /** Lookups that found nothing. */
  readonly voidLookups: number;
  /** What makes the record void. */
  readonly mistakes: readonly string[];
  /** The questions that DNS did not answer: there may be more lookups than were counted. */
  readonly unanswered: readonly string[];
}

/** Counts the lookups of a domain's SPF record, through all that it includes. */
export async function countSpfLookups(
  domain: string,
  record: SpfRecord,
  dns: PublicDns,
): Promise<SpfLookups> {
  const count = new Count(dns);
  await count.record(domain, record, [domain]);
  return count;
}

class Count implements SpfLookups {
  lookups = 0;
  voidLookups = 0;
  readonly mistakes: string[] = [];
  readonly unanswered: string[] = [];

  constructor(private readonly dns: PublicDns) {}

  /** @param path the domains whose records led here, this one last */
  async record(
    domain: string,
    { mechanisms, redirect, mistakes }: SpfRecord,
    path: readonly string[],
  ): Promise<void> {
    const where = path.length > 1 ? ` in the record of ${domain}` : "";
    this.mistakes.push(...mistakes.map((mistake) => `${mistake}${where}`));
    for (const mechanism of mechanisms) await this.mechanism(domain, mechanism, path);
    if (redirect !== undefined) await this.further("redirect", redirect, path);
  }

  private async mechanism(
    domain: string,
    { name, target }: SpfMechanism,
    path: readonly string[],
  ): Promise<void> {
    if (name === "all" || name === "ip4" || name === "ip6") return;
    if (name === "include") return this.further("include", target ?? "", path);
    if (!this.counts()) return;
    const host = target ?? domain;
    // what a macro stands for depends on each message, and a name of an address on who sends it
    if (isMacro(host) || name === "ptr") return;
    if (name === "mx") await this.hostsOf(host);
    else this.heard(await this.dns.addresses(host));
  }

  /** The record that an `include` or a `redirect` names. */
  private async further(
    how: "include" | "redirect",
    written: string,
    path: readonly string[],
  ): Promise<void> {
    if (!this.counts() || isMacro(written)) return;
    const domain = written.toLowerCase().replace(/\.$/, "");
    if (path.includes(domain)) {
      this.mistakes.push(`its records include each other: ${[...path, domain].join(" → ")}`);
      return;
    }
    const answer = await this.dns.texts(domain);
    this.heard(answer);
    if (answer.is === "unknown") return;
    const [text, ...more] = spfTexts(answer.is === "found" ? answer.entries : []);
    if (text === undefined) this.mistakes.push(`${how} names ${domain}, which has no SPF record`);
    else if (more.length > 0)
      this.mistakes.push(`${how} names ${domain}, which has ${more.length + 1} SPF records`);
    else await this.record(domain, readSpf(text), [...path, domain]);
  }

  private async hostsOf(domain: string): Promise<void> {
    const answer = await this.dns.mailHosts(domain);
    this.heard(answer);
    if (answer.is === "found" && answer.entries.length > spfLimits.hostsOfMx)
      this.mistakes.push(`mx names ${domain}, which has more than ${spfLimits.hostsOfMx} mail hosts`);
  }

  /** Counts one more lookup; false where there are so many that they are not made. */
  private counts(): boolean {
    this.lookups += 1;
    return this.lookups <= mostCounted;
  }

  private heard(answer: DnsAnswer<unknown>): void {
    if (answer.is === "missing") this.voidLookups += 1;
    else if (answer.is === "unknown") this.unanswered.push(answer.why);
  }
}

function isMacro(domain: string): boolean {
  return domain.includes("%");
}
