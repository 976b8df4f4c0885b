import { dmarcTexts, readDmarc, type DmarcAction, type DmarcRecord } from "./dmarcRecord";
import type { DnsAnswer, PublicDns } from "./publicDns";
import { judged, missingHealth, textsAt, unknownHealth, type RecordHealth } from "./recordHealth";

/** Receivers look at the domain and at so many of those above it (RFC 9989, the tree walk). */
const mostLevels = 8;

/** Where a domain's policy stands, and what stands there. */
interface Found {
  readonly at: string;
  readonly texts: readonly string[];
}

/** @param wanted the record as the panel's zone has it, where it does */
export async function dmarcHealth(
  domain: string,
  wanted: string | undefined,
  dns: PublicDns,
): Promise<RecordHealth> {
  const policy = await policyOf(domain, dns);
  const name = `_dmarc.${domain}`;
  if (policy.is === "unknown") return unknownHealth(policy.why);
  const [entry] = policy.is === "found" ? policy.entries : [];
  const toSet = (policyWanted: DmarcAction): string =>
    wanted ?? `v=DMARC1; p=${policyWanted}; rua=mailto:postmaster@${domain}`;
  if (entry === undefined)
    return missingHealth("there is no DMARC record", textsAt(name, [toSet("quarantine")]));
  const found = textsAt(`_dmarc.${entry.at}`, entry.texts);
  const [text = "", ...more] = entry.texts;
  if (more.length > 0) {
    const problem = `there are ${entry.texts.length} DMARC records, and receivers then count none; keep one`;
    return judged(found, { problems: [problem], hints: [] }, textsAt(`_dmarc.${entry.at}`, [text]));
  }
  const isInherited = entry.at !== domain;
  const record = readDmarc(text);
  const problems = problemsOf(record, isInherited);
  if (wanted !== undefined && !isInherited && squeezed(wanted) !== squeezed(text))
    problems.push(`it is not the one in the panel's zone: ${wanted}`);
  const hints = [
    ...(record.reportsTo === undefined ? ["it has no rua, so nobody gets reports"] : []),
    ...(record.percent > 0 && record.percent < 100
      ? [`pct=${record.percent}: it counts for a part of the mail alone`]
      : []),
    ...(isInherited ? [`it is the one of ${entry.at}, which counts for ${domain} too`] : []),
  ];
  return judged(
    found,
    { problems, hints },
    textsAt(name, [wanted ?? strengthened(text, isInherited ? undefined : record, toSet)]),
  );
}

/** The records at the domain, or else at the nearest one above it. */
async function policyOf(domain: string, dns: PublicDns): Promise<DnsAnswer<Found>> {
  const labels = domain.split(".");
  const above = labels.map((_, place) => labels.slice(place).join("."));
  const domains = above.slice(0, -1);
  for (const at of [domain, ...domains.slice(1).slice(-(mostLevels - 1))]) {
    const answer = await dns.texts(`_dmarc.${at}`);
    if (answer.is === "unknown") return answer;
    const texts = dmarcTexts(answer.is === "found" ? answer.entries : []);
    if (texts.length > 0) return { is: "found", entries: [{ at, texts }] };
  }
  return { is: "missing" };
}

function problemsOf(record: DmarcRecord, isInherited: boolean): string[] {
  const problems = [...record.mistakes];
  const isOwn = !isInherited || record.subdomainPolicy === undefined;
  const policy = isOwn ? record.policy : record.subdomainPolicy;
  if (policy === "none")
    problems.push(`${isOwn ? "p" : "sp"}=none asks receivers to do nothing with mail that fails`);
  else if (record.percent === 0) problems.push("pct=0 asks receivers to do nothing with mail that fails");
  return problems;
}

/** The record with a policy that does something: what else it says stays. */
function strengthened(
  text: string,
  record: DmarcRecord | undefined,
  whole: (policy: DmarcAction) => string,
): string {
  if (record === undefined || record.mistakes.length > 0) return whole("quarantine");
  return text.replace(/(;\s*p\s*=\s*)none/i, "$1quarantine").replace(/;\s*pct\s*=\s*0+\s*(?=;|$)/i, "");
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, "").replace(/;$/, "").toLowerCase();
}
