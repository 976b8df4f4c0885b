import { backOff } from "exponential-backoff";
import { lookup, Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import { quote, type Normalised } from "./address";
import { BrainycpError } from "./errors";
import { log } from "./log";
import type { ZoneRecord } from "./lists/zoneRecord";

/** How long is waited for a record, and at which name servers. */
export interface WaitFor {
  /** As `host`, `host:port` or `[IPv6]:port`; the domain's own name servers where undefined. */
  readonly nameServers?: readonly string[];
  readonly timeoutSeconds: number;
}

/** Between two rounds of questions, in milliseconds: growing from the first to the second. */
const pauses = { first: 500, longest: 3000 } as const;

/** The time for one question, in milliseconds, and how often it is asked. */
const question = { timeout: 2000, tries: 2 } as const;

/**
 * The one form of a name server's address: trimmed, in lower case.
 *
 * @example normaliseNameServer(" NS1.example.com:5353 ") // { value: "ns1.example.com:5353" }
 */
export function normaliseNameServer(written: string): Normalised {
  const value = written.trim().toLowerCase();
  if (parse(value) !== undefined) return { value };
  return { refused: `${quote(value)} is no name server; write it like ns1.example.com or 192.0.2.53:5353` };
}

/**
 * Waits until every name server answers a real DNS query with a text record.
 *
 * @throws BrainycpError (`not_in_dns`) after the time is over, with what each server answered.
 */
export async function waitForRecord(record: ZoneRecord, domain: string, waitFor: WaitFor): Promise<void> {
  const end = Date.now() + waitFor.timeoutSeconds * 1000;
  await backOff(() => look(record, domain, waitFor), {
    numOfAttempts: Infinity,
    startingDelay: pauses.first,
    timeMultiple: 1.5,
    maxDelay: pauses.longest,
    retry: (error: unknown) => error instanceof BrainycpError && Date.now() < end,
  });
}

/**
 * Asks name servers, one after the other until one answers; by default those of this machine.
 *
 * @throws Error where a name server's host is not found
 */
export async function resolverAt(nameServers?: readonly string[]): Promise<Resolver> {
  const resolver = new Resolver(question);
  if (nameServers !== undefined)
    resolver.setServers((await Promise.all(nameServers.map(addressesOf))).flat());
  return resolver;
}

/** Asks every name server once. */
async function look(record: ZoneRecord, domain: string, waitFor: WaitFor): Promise<void> {
  const servers = waitFor.nameServers ?? (await nameServersOf(domain));
  const lacks = await Promise.all(servers.map((server) => askServer(server, record)));
  const missing = servers.flatMap((server, place) =>
    lacks[place] === undefined ? [] : [`${server} ${lacks[place]}`],
  );
  log(`dns ${record.name}: ${missing.length === 0 ? "found" : missing.join("; ")}`);
  if (servers.length > 0 && missing.length === 0) return;
  throw new BrainycpError({
    code: "not_in_dns",
    problem:
      `the record ${record.name} is not in DNS after ${waitFor.timeoutSeconds} seconds: ` +
      (servers.length === 0 ? `no name servers of ${domain} were found` : missing.join("; ")),
    nextStep:
      "The panel has switched it on. Check that these name servers get the panel's zone, or publish the record where the " +
      "zone is hosted, and run it again; or correct waitFor, or leave it out",
  });
}

/** The name servers of the zone that a domain is in, as the system's resolver knows them. */
async function nameServersOf(domain: string): Promise<string[]> {
  const resolver = new Resolver(question);
  for (let zone = domain; zone.includes("."); zone = zone.slice(zone.indexOf(".") + 1)) {
    const found = await resolver.resolveNs(zone).catch(() => []);
    if (found.length > 0) return found.sort();
  }
  return [];
}

/** What one name server says of a record: undefined where it has it, else how it answered. */
async function askServer(server: string, { name, value }: ZoneRecord): Promise<string | undefined> {
  const resolver = await resolverAt([server]).catch(() => undefined);
  if (resolver === undefined) return "is a host that is not found itself";
  try {
    const texts = (await resolver.resolveTxt(name)).map((strings) => strings.join(""));
    return texts.includes(value) ? undefined : "has other texts there";
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    return answers[code] ?? `does not answer (${code})`;
  }
}

const answers: Readonly<Record<string, string>> = {
  ENOTFOUND: "has no such name",
  ENODATA: "has no text there",
  ESERVFAIL: "fails to answer (SERVFAIL)",
  EREFUSED: "refuses to answer (REFUSED)",
};

/** The addresses of a name server with its port, as the resolver takes them. */
async function addressesOf(server: string): Promise<string[]> {
  const { host = "", port = 53 } = parse(server) ?? {};
  const found = isIP(host) === 0 ? await lookup(host, { all: true }) : [{ address: host }];
  return found.map(({ address }) => (isIP(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`));
}

function parse(server: string): { readonly host: string; readonly port: number } | undefined {
  if (isIP(server) !== 0) return { host: server, port: 53 };
  const [, v6, name, digits] = /^(?:\[([^\]]+)\]|([^\s:[\]]+))(?::(\d{1,5}))?$/.exec(server) ?? [];
  const port = Number(digits ?? 53);
  if (port < 1 || port > 65_535) return undefined;
  if (v6 !== undefined) return isIP(v6) === 6 ? { host: v6, port } : undefined;
  const host = name === undefined ? "" : domainToASCII(name.replace(/\.$/, ""));
  return host === "" ? undefined : { host, port };
}
