import type { PublicDns } from "./publicDns";
import { judged, missingHealth, textsAt, unknownHealth, type RecordHealth } from "./recordHealth";
import { countSpfLookups, spfLimits, type SpfLookups } from "./spfLookups";
import { readSpf, spfTexts, type SpfRecord } from "./spfRecord";

/** What public DNS says of a domain's SPF. */
export interface SpfHealth extends RecordHealth {
  /** How many lookups receivers need for the record, of at most 10; undefined where there is not exactly one record. */
  readonly lookups?: number;
}

/** What a domain may set whose panel has no record: its own hosts send. */
const usual = "v=spf1 a mx ~all";

/** @param wanted the record as the program and the panel's zone have it, where they do */
export async function spfHealth(
  domain: string,
  wanted: string | undefined,
  dns: PublicDns,
): Promise<SpfHealth> {
  const answer = await dns.texts(domain);
  if (answer.is === "unknown") return unknownHealth(answer.why);
  const texts = spfTexts(answer.is === "found" ? answer.entries : []);
  const found = textsAt(domain, texts);
  const [text, ...more] = texts;
  if (text === undefined) return missingHealth("there is no SPF record", textsAt(domain, [wanted ?? usual]));
  if (more.length > 0) {
    const problem = `there are ${texts.length} SPF records, and receivers then count none; keep one`;
    return judged(found, { problems: [problem], hints: [] }, textsAt(domain, [merged(text, wanted ?? text)]));
  }
  const record = readSpf(text);
  const lookups = await countSpfLookups(domain, record, dns);
  const problems = [...lookupProblems(lookups), ...lacks(record, wanted), ...policyProblems(record)];
  const judgement = { problems, hints: hintsFor(record) };
  const toSet = lacks(record, wanted).length > 0 ? textsAt(domain, [merged(text, wanted ?? text)]) : [];
  if (problems.length === 0 && lookups.unanswered.length > 0)
    return {
      ...unknownHealth(`its lookups are not all known: ${lookups.unanswered.join("; ")}`, found),
      lookups: lookups.lookups,
    };
  return { ...judged(found, judgement, toSet), lookups: lookups.lookups };
}

function lookupProblems({ lookups, voidLookups, mistakes }: SpfLookups): string[] {
  return [
    ...mistakes,
    ...(lookups > spfLimits.lookups
      ? [
          `it needs ${lookups} DNS lookups, and receivers make at most ${spfLimits.lookups}: remove or replace includes`,
        ]
      : []),
    ...(voidLookups > spfLimits.voidLookups
      ? [`${voidLookups} of its lookups find nothing, and receivers allow at most ${spfLimits.voidLookups}`]
      : []),
  ];
}

/** What the wanted record allows that this one does not name. */
function lacks({ mechanisms }: SpfRecord, wanted: string | undefined): string[] {
  if (wanted === undefined) return [];
  const named = new Set(mechanisms.map(({ text }) => text));
  const missing = readSpf(wanted).mechanisms.filter(({ name, text }) => name !== "all" && !named.has(text));
  return missing.length === 0
    ? []
    : [`it lacks ${missing.map(({ text }) => text).join(" ")}, which the panel's record has`];
}

function policyProblems({ mechanisms }: SpfRecord): string[] {
  return mechanisms.some(({ text }) => text === "all") ? ["it ends in +all, which lets everybody send"] : [];
}

function hintsFor({ mechanisms, redirect }: SpfRecord): string[] {
  const last = mechanisms.at(-1);
  return [
    ...(last?.name !== "all" && redirect === undefined
      ? ["it does not end in ~all or -all, so it forbids nobody to send"]
      : []),
    ...(last?.text === "?all" ? ["it ends in ?all, so it forbids nobody to send"] : []),
    ...(mechanisms.some(({ name }) => name === "ptr")
      ? ["it has ptr, which receivers may skip (RFC 7208)"]
      : []),
  ];
}

/** One record with the mechanisms of both, and the first one's policy. */
function merged(one: string, other: string): string {
  const [first, second] = [readSpf(one), readSpf(other)];
  const last = first.mechanisms.findLast(({ name }) => name === "all")?.text;
  const terms = [...first.mechanisms, ...second.mechanisms]
    .filter(({ name }) => name !== "all")
    .map(({ text }) => text);
  const redirect = first.redirect === undefined ? [] : [`redirect=${first.redirect}`];
  const end = last === undefined && redirect.length > 0 ? redirect : [last ?? "~all"];
  return ["v=spf1", ...new Set(terms), ...end].join(" ");
}
