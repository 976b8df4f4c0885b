import { listDomainNames, squash } from "./fields";
import { isFields, isScalar, type Entry } from "./json";
import { asDomain } from "./text";

/** The domain that is named beside a list: `{ domain: "x.com", list: [] }`. */
export function domainBeside(entries: readonly Entry[]): string | undefined {
  const [domain] = entries
    .filter(([key]) => listDomainNames.includes(squash(key)))
    .map(([, value]) => asDomain(value));
  return domain;
}

/** Whether a key holds the user's domains, with at most a number or a word for each. */
export function areDomains(key: string, value: unknown): boolean {
  if (squash(key) !== "domains" || isScalar(value)) return false;
  if (Array.isArray(value)) return value.every((each) => asDomain(each) !== undefined);
  return (
    isFields(value) &&
    Object.entries(value).every(([name, of]) => asDomain(name) !== undefined && isScalar(of))
  );
}
