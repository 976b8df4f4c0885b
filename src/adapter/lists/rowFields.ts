import { domainNames, squash } from "./fields";
import type { Fields } from "./json";
import { asDomain } from "./text";

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
    for (const name of names) {
      const value = this.get(name);
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

  /** The domain that the row names. */
  get domain(): string | undefined {
    for (const name of domainNames) {
      const value = this.get(name);
      const domain = typeof value === "string" ? asDomain(value) : undefined;
      if (domain !== undefined) return domain;
    }
    return undefined;
  }
}
