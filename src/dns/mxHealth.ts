import type { MxRecord } from "node:dns";
import { isIP } from "node:net";
import type { ZoneRecord } from "../adapter/lists/zoneRecord";
import type { PublicDns } from "./publicDns";
import {
  both,
  judged,
  missingHealth,
  nothingToSay,
  unknownHealth,
  type Judgement,
  type RecordHealth,
} from "./recordHealth";

/** @param zoned the MX records of the panel's zone; none where it shows none */
export async function mxHealth(
  domain: string,
  zoned: readonly ZoneRecord[],
  dns: PublicDns,
): Promise<RecordHealth> {
  const wanted = zoned.map((record) => ({ ...record, value: record.value.replace(/\.$/, "") }));
  const answer = await dns.mailHosts(domain);
  if (answer.is === "unknown") return unknownHealth(answer.why);
  if (answer.is === "missing")
    return missingHealth("there is no MX record, so other servers may not find where mail goes", wanted);
  const entries = answer.entries.toSorted((a, b) => a.priority - b.priority);
  const found = entries.map(({ priority, exchange }) => mxRecord(domain, priority, exchange));
  if (entries.every(({ exchange }) => hostOf(exchange) === "")) {
    const problem = "the MX record is a dot, which says that the domain takes no mail (RFC 7505)";
    return judged(found, { problems: [problem], hints: [] }, wanted);
  }
  const hosts = await Promise.all(entries.map(({ exchange }) => judgeHost(hostOf(exchange), dns)));
  const unanswered = hosts.filter((host) => typeof host === "string");
  const judgements = hosts.filter((host) => typeof host !== "string");
  const judgement = [compare(entries, wanted), ...judgements].reduce(both, nothingToSay);
  return judgement.problems.length === 0 && unanswered.length > 0
    ? unknownHealth(unanswered.join("; "), found)
    : judged(found, judgement, wanted);
}

/** What is wrong with a host that takes mail, or why that is not known. */
async function judgeHost(host: string, dns: PublicDns): Promise<Judgement | string> {
  if (host === "") return { problems: ["one MX record is a dot beside others"], hints: [] };
  if (isIP(host) !== 0) return { problems: [`the MX ${host} is an address, and must be a name`], hints: [] };
  const addresses = await dns.addresses(host);
  if (addresses.is === "unknown") return addresses.why;
  if (addresses.is === "missing") return { problems: [`the host ${host} has no address`], hints: [] };
  const alias = await dns.alias(host);
  return alias.is === "found"
    ? { problems: [], hints: [`the host ${host} is an alias (CNAME), which some servers refuse (RFC 2181)`] }
    : nothingToSay;
}

function compare(found: readonly MxRecord[], wanted: readonly ZoneRecord[]): Judgement {
  const panels = new Set(wanted.map(({ value }) => hostOf(value.trim().split(/\s+/).at(-1) ?? "")));
  const hosts = found.map(({ exchange }) => hostOf(exchange));
  if (panels.size === 0 || hosts.some((host) => panels.has(host))) return nothingToSay;
  const problem = `mail goes to ${hosts.join(", ")}, and the panel's zone names ${[...panels].join(", ")}`;
  return { problems: [problem], hints: [] };
}

function mxRecord(domain: string, priority: number, exchange: string): ZoneRecord {
  return { name: domain, type: "MX", value: `${priority} ${exchange === "" ? "." : hostOf(exchange)}` };
}

/** The one form of a host: without a dot at its end, in lower case. */
function hostOf(written: string): string {
  return written.toLowerCase().replace(/\.$/, "");
}
