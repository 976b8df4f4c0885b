import { listDomainNames, squash } from "./fields";
import { isFields, isScalar, type Entry } from "./json";
import type { RowFields } from "./rowFields";
import { asDomain } from "./text";

/** The domain that is named beside a list: `{ domain: "x.com", list: [] }`. */
export function domainBeside(entries: readonly Entry[]): string | undefined {
  const [domain] = entries
    .filter(([key]) => listDomainNames.includes(squash(key)))
    .map(([, value]) => (typeof value === "string" ? asDomain(value) : undefined));
  return domain;
}

/** The domain in the `name` of an object that wraps a list: `{ name: "x.com", list: [] }`. */
export function domainNamed(fields: RowFields): string | undefined {
  const name = fields.get("name");
  return typeof name === "string" ? asDomain(name) : undefined;
}

/** Whether a key holds the user's domains, with at most a number or a word for each. */
export function areDomains(key: string, value: unknown): boolean {
  if (squash(key) !== "domains" || isScalar(value)) return false;
  if (Array.isArray(value))
    return value.every((each) => typeof each === "string" && asDomain(each) !== undefined);
  return (
    isFields(value) &&
    Object.entries(value).every(([name, of]) => asDomain(name) !== undefined && isScalar(of))
  );
}
