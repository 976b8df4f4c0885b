import type { Doubts } from "./doubts";
import {
  besideNames,
  domainFields,
  domainNames,
  quietNames,
  silentNames,
  squash,
  statusWords,
  wrapperNames,
} from "./fields";
import { isNothing, isScalar, textsOf } from "./json";
import { claimsWithin, perhapsOf } from "./pages";
import { claimed, left, noRows, type Part } from "./part";
import { areDomains, type Recogniser } from "./recogniser";
import { decoded, joinAddress } from "./text";

/** Reads the fields beside a list: pages and counts, a message, other people, or something that is not understood. */
export class BesideList {
  constructor(
    private readonly recogniser: Recogniser,
    private readonly doubts: Doubts,
  ) {}

  read(key: string, value: unknown, domain: string | undefined): Part {
    if (key.includes("@")) return left(this.doubts, domain, [key, value]);
    if (isNothing(value))
      return { ...claimed(key, value), emptyLists: isScalar(value) || isKnownKey(key) ? 0 : 1 };
    return isScalar(value) ? this.scalar(key, value, domain) : this.container(key, value, domain);
  }

  /** Reads a field of a domain. It may still be a local part, so it leaves a doubt about that name. */
  ofDomain(key: string, value: unknown, domain: string): Part {
    const local = joinAddress(key, domain);
    if (local !== undefined) this.doubts.name(local.address);
    for (const text of textsOf(value)) this.doubts.addressesIn(text);
    if (!isScalar(value) && !isNothing(value) && !domainFields.has(squash(key))) this.doubts.leave(domain);
    return claimed(key, value);
  }

  private scalar(key: string, value: unknown, domain: string | undefined): Part {
    const isOthers = this.recogniser.isOthers(key);
    const claim = claimed(key, value);
    // a count of other things says nothing about these
    const found = isOthers && claim.claims.every(({ more }) => !more) ? noRows : claim;
    this.doubts.addressesIn(String(value));
    if (found.claims.length > 0 || domainNames.includes(squash(key))) return found;
    const perhaps = isKnownKey(key) || isOthers ? undefined : perhapsOf(key, value);
    this.doubts.text(String(value));
    const local = joinAddress(key, domain);
    if (local !== undefined) this.doubts.name(local.address);
    return {
      ...noRows,
      claims: perhaps === undefined ? [] : [perhaps],
      isSaid: !isKnownKey(key) || (typeof value === "string" && !isStatus(value)),
    };
  }

  private container(key: string, value: unknown, domain: string | undefined): Part {
    const isKnown =
      this.recogniser.isAside(key) ||
      areDomains(key, value) ||
      (domain !== undefined && domainFields.has(squash(key)));
    if (!isKnown) return left(this.doubts, domain, value);
    for (const text of textsOf(value)) this.doubts.text(text);
    if (quietNames.has(squash(key)) || areDomains(key, value)) return noRows;
    return { ...noRows, claims: [...claimed(key, value).claims, ...claimsWithin(value)] };
  }
}

/** Whether a text only says how something is: `"1"`, `"ok"`. */
export function isStatus(text: string): boolean {
  return /^\d*$/.test(text.trim()) || statusWords.has(decoded(text).toLowerCase());
}

function isKnownKey(key: string): boolean {
  const squashed = squash(key);
  return silentNames.has(squashed) || wrapperNames.has(squashed) || besideNames.has(squashed);
}
