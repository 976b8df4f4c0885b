import { dmarcPolicies, mistakeInTag } from "../adapter/dmarc";
import { tagsOf } from "./tagList";

/** A DMARC record (RFC 7489, section 6.3). */
export interface DmarcRecord {
  /** What it asks receivers to do with mail that fails; undefined where it does not say, or says something else. */
  readonly policy: DmarcAction | undefined;
  /** The same for subdomains, where it differs. */
  readonly subdomainPolicy: DmarcAction | undefined;
  /** To how many of a hundred messages the policy applies. */
  readonly percent: number;
  /** Where reports go; undefined where nobody gets them. */
  readonly reportsTo: string | undefined;
  readonly mistakes: readonly string[];
}

export type DmarcAction = (typeof dmarcPolicies)[number];

/** The DMARC records among the texts at `_dmarc`. */
export function dmarcTexts(texts: readonly string[]): string[] {
  return texts.filter((text) => /^v\s*=\s*DMARC1\s*(;|$)/.test(text));
}

/** Reads a DMARC record. */
export function readDmarc(text: string): DmarcRecord {
  const tags = tagsOf(text);
  const mistakes: string[] = [];
  const action = (tag: string): DmarcAction | undefined => {
    const written = tags.get(tag)?.toLowerCase();
    if (written === undefined || isAction(written)) return written;
    mistakes.push(`${tag}=${written} is neither none, quarantine nor reject`);
    return undefined;
  };
  const policy = action("p");
  const subdomainPolicy = action("sp");
  if (!tags.has("p")) mistakes.push("it has no policy (p)");
  const written = tags.get("pct") ?? "100";
  const mistake = mistakeInTag("pct", written);
  if (mistake !== undefined) mistakes.push(`pct=${written} ${mistake}`);
  const reportsTo = tags.get("rua") === "" ? undefined : tags.get("rua");
  for (const address of reportsTo?.split(",") ?? [])
    if (!/^\s*[a-z][a-z\d+.-]*:/i.test(address))
      mistakes.push(`rua=${address.trim()} is not an address; write it like mailto:dmarc@example.com`);
  return {
    policy,
    subdomainPolicy,
    percent: mistake === undefined ? Number(written) : 100,
    reportsTo,
    mistakes,
  };
}

function isAction(written: string): written is DmarcAction {
  return dmarcPolicies.some((policy) => policy === written);
}
