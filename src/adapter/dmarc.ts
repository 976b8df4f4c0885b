import { normaliseTarget, quote } from "./address";
import { didYouMean } from "./nearest";

/** Why a value is refused, as the end of a sentence; undefined where it is not. */
type Check = (value: string) => string | undefined;

/** What receivers may be asked to do. */
export const dmarcPolicies = ["none", "quarantine", "reject"] as const;

const policy = oneOf(...dmarcPolicies);
const alignment: Check = (value) =>
  /^[rs]$/i.test(value) ? undefined : 'is neither "r" (relaxed) nor "s" (strict)';

/** The tags of a record (RFC 7489, section 6.3), and those that its successor adds. */
const tags = {
  v: (value) => (value === "DMARC1" ? undefined : "is not DMARC1"),
  p: policy,
  rua: uris,
  ruf: uris,
  pct: (value) =>
    /^\d{1,3}$/.test(value) && Number(value) <= 100 ? undefined : "is not a whole number from 0 to 100",
  sp: policy,
  adkim: alignment,
  aspf: alignment,
  fo: (value) =>
    /^[01ds](\s*:\s*[01ds])*$/i.test(value) ? undefined : "is not a list of 0, 1, d and s, such as 1:d:s",
  rf: (value) =>
    /^[a-z0-9-]+(\s*:\s*[a-z0-9-]+)*$/i.test(value) ? undefined : "is not a report format, such as afrf",
  ri: (value) =>
    /^\d+$/.test(value) && Number(value) < 2 ** 32 ? undefined : "is not a whole number of seconds",
  np: policy,
  psd: oneOf("y", "n", "u"),
  t: oneOf("y", "n"),
} as const satisfies Record<string, Check>;

/** The name of a tag. */
export type DmarcTag = keyof typeof tags;

/** What is wrong with a tag's value, as the end of a sentence; undefined where nothing is. */
export function mistakeInTag(tag: DmarcTag, value: string): string | undefined {
  return tags[tag](value);
}

/**
 * What is wrong with the text of a DMARC record (RFC 7489, section 6.4); undefined where nothing is. A tag that no
 * standard knows counts as a mistake, though receivers pass over it.
 *
 * @example mistakeInDmarc("v=DMARC1; p=rejct") // 'p=rejct is neither "none", "quarantine" nor "reject"'
 */
export function mistakeInDmarc(text: string): string | undefined {
  const parts = text.trim().replace(/;$/, "").split(";");
  const seen: string[] = [];
  for (const part of parts.map((written) => written.trim())) {
    const [, name = "", value = ""] = /^([a-z]+)\s*=\s*(.*)$/s.exec(part) ?? [];
    if (name === "") return `holds ${quote(part)}, which is not of the form tag=value`;
    if (!isTag(name))
      return `holds the tag ${name}, which does not exist${didYouMean(name, Object.keys(tags))}`;
    if (seen.includes(name)) return `holds the tag ${name} twice`;
    seen.push(name);
    const mistake = mistakeInTag(name, value);
    if (mistake !== undefined) return `holds ${name}=${value}, which ${mistake}`;
  }
  if (seen[0] !== "v") return 'does not begin with "v=DMARC1"';
  return seen[1] === "p"
    ? undefined
    : 'does not have its policy, such as "p=quarantine", right after "v=DMARC1"';
}

/** An address to which receivers send reports, as a record holds it. */
export function reportUri(written: string): string {
  if (/^[a-z][a-z0-9+.-]*:/i.test(written.trim())) return written.trim();
  const address = normaliseTarget(written);
  // these would end the address
  const escaped = (character: string): string => `%${character.charCodeAt(0).toString(16)}`;
  return "refused" in address ? written : `mailto:${address.value.replace(/[!%?#&]/g, escaped)}`;
}

function isTag(name: string): name is DmarcTag {
  return Object.hasOwn(tags, name);
}

function oneOf(...values: readonly string[]): Check {
  const quoted = values.map((value) => `"${value}"`);
  const choice = `${quoted.slice(0, -1).join(", ")} nor ${quoted.at(-1) ?? ""}`;
  return (value) => (values.includes(value.toLowerCase()) ? undefined : `is neither ${choice}`);
}

/** A list of URIs to which reports are sent, each with the largest size that it takes. */
function uris(value: string): string | undefined {
  for (const written of value.split(",")) {
    const uri = written.trim().replace(/!\d+[kmgt]?$/i, "");
    if (uri.includes("!") || !URL.canParse(uri)) {
      return `is not a list of addresses; write it like mailto:dmarc@example.com`;
    }
    const { protocol, pathname } = new URL(uri);
    if (protocol !== "mailto:") continue;
    const address = normaliseTarget(decoded(pathname));
    if ("refused" in address) return `names no address: ${address.refused}`;
  }
  return undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
