import { isIP } from "node:net";
import { isSpf } from "../adapter/lists/zoneRecord";

/** A mechanism of an SPF record (RFC 7208, section 5). */
export interface SpfMechanism {
  readonly qualifier: "+" | "-" | "~" | "?";
  readonly name: "all" | "include" | "a" | "mx" | "ptr" | "ip4" | "ip6" | "exists";
  /** What stands after the colon: a domain, or for `ip4` and `ip6` a network. */
  readonly target?: string;
  /** As it is written, in lower case and without a `+` in front. */
  readonly text: string;
}

/** An SPF record. */
export interface SpfRecord {
  /** The mechanisms up to `all`, after which nothing counts. */
  readonly mechanisms: readonly SpfMechanism[];
  /** The domain whose record decides where no mechanism does. */
  readonly redirect?: string;
  /** What makes the record void: a receiver takes it for a permanent error. */
  readonly mistakes: readonly string[];
}

/** The SPF records among the texts of a domain. */
export function spfTexts(texts: readonly string[]): string[] {
  return texts.filter(isSpf);
}

const mechanismText =
  /^([-+~?]?)(all|include|a|mx|ptr|ip4|ip6|exists)(?::([^\s/]*(?:\/[\d/]+)?)|(\/[\d/]+))?$/i;
const needsTarget: ReadonlySet<string> = new Set(["include", "ip4", "ip6", "exists"]);

/** Reads an SPF record. */
export function readSpf(text: string): SpfRecord {
  const mechanisms: SpfMechanism[] = [];
  const redirects: string[] = [];
  const mistakes: string[] = [];
  for (const term of text.trim().split(/ +/).slice(1)) {
    const [, modifier, value = ""] = /^([a-z][\w.-]*)=(.*)$/i.exec(term) ?? [];
    if (modifier !== undefined) {
      if (modifier.toLowerCase() === "redirect") redirects.push(value);
      continue;
    }
    const mechanism = readMechanism(term);
    if (mechanism === undefined) mistakes.push(`“${term}” is not a term of SPF`);
    // what stands behind `all` is never looked at, but must be right
    else if (mechanisms.at(-1)?.name !== "all") mechanisms.push(mechanism);
  }
  if (redirects.length > 1) mistakes.push("redirect stands there twice");
  const [redirect] = redirects;
  const isUsed = redirect !== undefined && !mechanisms.some(({ name }) => name === "all");
  return { mechanisms, ...(isUsed ? { redirect } : {}), mistakes };
}

function readMechanism(term: string): SpfMechanism | undefined {
  const [, sign, written, value, length] = mechanismText.exec(term) ?? [];
  if (written === undefined) return undefined;
  const name = written.toLowerCase() as SpfMechanism["name"];
  const qualifier = (sign === "" ? "+" : sign) as SpfMechanism["qualifier"];
  const text = `${qualifier === "+" ? "" : qualifier}${term.slice(sign?.length ?? 0)}`.toLowerCase();
  if (name === "ip4" || name === "ip6") {
    const [address = "", ...rest] = (value ?? "").split("/");
    if (isIP(address) !== (name === "ip4" ? 4 : 6) || rest.length > 1) return undefined;
    return { qualifier, name, target: value ?? "", text };
  }
  if (name === "all")
    return value === undefined && length === undefined ? { qualifier, name, text } : undefined;
  const target = value?.replace(/\/[\d/]*$/, "").replace(/\.$/, "");
  if (target === "" || (target === undefined && needsTarget.has(name))) return undefined;
  return { qualifier, name, ...(target === undefined ? {} : { target }), text };
}
