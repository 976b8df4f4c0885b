import type { MxRecord } from "node:dns";
import type { Resolver } from "node:dns/promises";
import { BrainycpError } from "../adapter/errors";
import { log } from "../adapter/log";
import { resolverAt } from "../adapter/nameServers";

/** What DNS says of the records of one type at a name. That a question failed does not mean that there is none. */
export type DnsAnswer<Entry> =
  | { readonly is: "found"; readonly entries: readonly Entry[] }
  | { readonly is: "missing" }
  | { readonly is: "unknown"; readonly why: string };

/** How many aliases are followed. */
const longestChain = 8;

/** What public DNS holds, each question asked once. */
export class PublicDns {
  private readonly asked = new Map<string, Promise<DnsAnswer<unknown>>>();

  private constructor(private readonly resolver: Resolver) {}

  /**
   * @param nameServers as `host` or `host:port`; this machine's own by default
   * @throws BrainycpError (`config`) where a name server's host is not found
   */
  static async at(nameServers?: readonly string[]): Promise<PublicDns> {
    try {
      return new PublicDns(await resolverAt(nameServers));
    } catch {
      throw new BrainycpError({
        code: "config",
        problem: `one of the name servers ${nameServers?.join(", ") ?? ""} is a host that is not found itself`,
        nextStep: "Correct its name, or write its address",
      });
    }
  }

  /** The texts at a name, each in one piece, also behind aliases (CNAME). */
  texts(name: string): Promise<DnsAnswer<string>> {
    return this.followed(name, (at) =>
      this.ask(at, "TXT", async () =>
        (await this.resolver.resolveTxt(at)).map((strings) => strings.join("")),
      ),
    );
  }

  mailHosts(domain: string): Promise<DnsAnswer<MxRecord>> {
    return this.ask(domain, "MX", () => this.resolver.resolveMx(domain));
  }

  /** The addresses of a host, IPv4 and IPv6, also behind aliases. */
  addresses(host: string): Promise<DnsAnswer<string>> {
    return this.followed(host, async (at) => {
      const v4 = await this.ask(at, "A", () => this.resolver.resolve4(at));
      const v6 = await this.ask(at, "AAAA", () => this.resolver.resolve6(at));
      if (v4.is === "found" && v6.is === "found")
        return { is: "found", entries: [...v4.entries, ...v6.entries] };
      if (v4.is === "found" || v6.is === "missing") return v4;
      return v6;
    });
  }

  /** The host that a name is an alias of. */
  alias(name: string): Promise<DnsAnswer<string>> {
    return this.ask(name, "CNAME", () => this.resolver.resolveCname(name));
  }

  /** What is at a name, or where there is nothing, at the one that it is an alias of: not every server follows it. */
  private async followed<Entry>(
    name: string,
    look: (name: string) => Promise<DnsAnswer<Entry>>,
    left = longestChain,
  ): Promise<DnsAnswer<Entry>> {
    const answer = await look(name);
    if (answer.is !== "missing" || left === 0) return answer;
    const alias = await this.alias(name);
    const target = alias.is === "found" ? alias.entries[0] : undefined;
    return target === undefined ? answer : this.followed(target, look, left - 1);
  }

  private ask<Entry>(
    name: string,
    type: string,
    question: () => Promise<Entry[]>,
  ): Promise<DnsAnswer<Entry>> {
    const key = `${name.toLowerCase()} ${type}`;
    const known = this.asked.get(key) as Promise<DnsAnswer<Entry>> | undefined;
    const answer = known ?? this.read(key, question);
    this.asked.set(key, answer);
    return answer;
  }

  private async read<Entry>(key: string, question: () => Promise<Entry[]>): Promise<DnsAnswer<Entry>> {
    try {
      const entries = await question();
      log(`dns ${key}: ${entries.length} records`);
      return entries.length === 0 ? { is: "missing" } : { is: "found", entries };
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? "";
      log(`dns ${key}: ${code}`);
      if (code === "ENOTFOUND" || code === "ENODATA") return { is: "missing" };
      return { is: "unknown", why: `${key} got no answer (${code.replace(/^E/, "")})` };
    }
  }
}
