import { domainNames, localNames, squash } from "./fields";
import type { Fields } from "./json";
import { asDomain, joinAddress, type Spelled } from "./text";

/** The fields of a row, by squashed name. */
export class RowFields {
  private readonly bySquashed = new Map<string, unknown>();

  constructor(readonly raw: Fields) {
    for (const [name, value] of Object.entries(raw)) {
      const squashed = squash(name);
      if (!this.bySquashed.has(squashed)) this.bySquashed.set(squashed, value);
    }
  }

  /** The value of the first of these fields that is not empty. */
  first(names: Iterable<string>): unknown {
    return this.firstAs(names, (value) => value);
  }

  /** What the first of these fields that can be read so says. */
  firstAs<T>(names: Iterable<string>, read: (value: unknown) => T | undefined): T | undefined {
    for (const name of names) {
      const value = read(this.get(name));
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** The value of a field; undefined if it is empty. */
  get(name: string): unknown {
    const value = this.bySquashed.get(name);
    return value === null || value === "" ? undefined : value;
  }

  has(name: string): boolean {
    return this.bySquashed.has(name);
  }

  /** Whether it has one of these fields. A row has few, and what may be told of it has many names. */
  hasOneOf(names: ReadonlySet<string>): boolean {
    for (const name of this.bySquashed.keys()) if (names.has(name)) return true;
    return false;
  }

  get domain(): string | undefined {
    return this.firstAs(domainNames, asDomain);
  }

  /** The address of which the row names the local part. */
  localBelow(domain: string | undefined): Spelled | undefined {
    if (domain === undefined) return undefined;
    return this.firstAs(localNames, (value) => joinAddress(value, domain));
  }
}
