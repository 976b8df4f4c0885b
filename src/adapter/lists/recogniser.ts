import { besideNames, domainFields, hasWordOf, listWords, quietNames, squash, wrapperNames } from "./fields";
import { isFields, isNothing, isScalar, type Entry } from "./json";
import { RowFields } from "./rowFields";
import type { RowReader } from "./rowReader";
import { asDomain } from "./text";

/** Recognises the rows of one kind of object, and the keys around lists of them. */
export class Recogniser {
  constructor(private readonly reader: RowReader) {}

  /** Whether an object names an object of this kind in a field. */
  isRow(fields: RowFields): boolean {
    return this.reader.names.some((name) => {
      const value = fields.get(name);
      return typeof value === "string" || typeof value === "number";
    });
  }

  /** Whether numeric keys are local parts: below a domain, if each has a record that does not name its object. */
  areLocals(entries: readonly Entry[], domain: string | undefined): boolean {
    return (
      domain !== undefined &&
      entries.every(([, value]) => this.reader.isRecord(value) && !this.isRowLike(value))
    );
  }

  /** Whether all values are rows of this kind, under keys that say nothing else. */
  areRows(entries: readonly Entry[]): boolean {
    return entries.every(
      ([key, value]) =>
        isNothing(value) || (this.isRowLike(value) && this.reader.isRecord(value) && !this.isAside(key)),
    );
  }

  /** The entries that wrap the rows of a list. A row's own list field, such as its targets, wraps none. */
  wrappersIn(entries: readonly Entry[], domain: string | undefined, isRow: boolean): readonly Entry[] {
    return entries.filter(
      ([key, value]) => this.isWrapper(key, value, domain) && !(isRow && this.reader.lists.has(squash(key))),
    );
  }

  /** Whether a key wraps the rows of a list: `data`, `items`. */
  isWrapper(key: string, value: unknown, domain: string | undefined): boolean {
    if (!wrapperNames.has(squash(key)) || this.isOthers(key) || areDomains(key, value)) return false;
    if (isScalar(value))
      return typeof value === "string" && /@|[\r\n]/.test(value) && !oneText.test(squash(key));
    return !isNothing(value) && (domain === undefined || !this.reader.isRecord(value));
  }

  isOthers(key: string): boolean {
    return hasWordOf(this.reader.others, key);
  }

  isAside(key: string): boolean {
    return besideNames.has(squash(key)) || quietNames.has(squash(key)) || this.isOthers(key);
  }

  /** The one list in an object whose keys are not known, as an array of one entry; empty if there are several. */
  onlyList(entries: readonly Entry[]): readonly Entry[] {
    const containers = entries.filter(
      ([key, value]) => !isScalar(value) && !isNothing(value) && !this.isAside(key),
    );
    return containers.length === 1 && containers.every(([key, value]) => this.mayHold(key, value))
      ? containers
      : [];
  }

  /** Whether an address has a list of objects as its value, rather than its own record. */
  holdsList(value: unknown): boolean {
    if (this.reader.isRecord(value)) return false;
    if (Array.isArray(value)) return value.some((element) => this.isRowLike(element));
    return (
      isFields(value) &&
      Object.entries(value).some(
        ([key, within]) =>
          !isScalar(within) &&
          !isNothing(within) &&
          (wrapperNames.has(squash(key)) || asDomain(key) !== undefined) &&
          !this.isOthers(key),
      )
    );
  }

  /** Tells the local parts below a domain from the fields of the domain itself. */
  splitBelowDomain(entries: readonly Entry[]): { locals: readonly Entry[]; own: readonly Entry[] } {
    // if each has a record of this kind, a word such as `support` is a local part
    const areRecords = entries.every(([, value]) => isFields(value) && this.reader.isRecord(value));
    const isOwn = ([key]: Entry): boolean =>
      domainFields.has(squash(key)) || (!areRecords && (this.isOthers(key) || ofAddress.test(key)));
    const hasOwn = entries.some(isOwn);
    // beside the domain's own fields, an unknown key may be one more of them
    const isLocal = (entry: Entry): boolean => !isOwn(entry) && (!hasOwn || this.reader.isRecord(entry[1]));
    return { locals: entries.filter(isLocal), own: entries.filter((entry) => !isLocal(entry)) };
  }

  /** Whether a list under an unknown key is surely of this kind, by a word of the key or by its rows. */
  private mayHold(key: string, value: unknown): boolean {
    if (hasWordOf(listWords, key)) return true;
    if (!isFields(value) && !Array.isArray(value)) return false;
    const below = Object.entries(value) as Entry[];
    return below.some(
      ([name, within]) =>
        asDomain(name) !== undefined ||
        this.reader.isRecord(within) ||
        (!isScalar(within) && wrapperNames.has(squash(name)) && !this.isOthers(name)),
    );
  }

  private isRowLike(value: unknown): boolean {
    return isFields(value) && this.isRow(new RowFields(value));
  }
}

/** Whether a key holds the user's domains, with at most a number or a word for each. */
export function areDomains(key: string, value: unknown): boolean {
  if (squash(key) !== "domains" || typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.every((each) => asDomain(each) !== undefined);
  return Object.entries(value).every(([name, of]) => asDomain(name) !== undefined && isScalar(of));
}

/** Keys under which a text is no list: under `email` it is one address, of somebody. */
const oneText = /^(e?mail|mailbox|box|forward|forwarding|redirect|alias|mess|message)$/;

/** Fields for an address: `soa_email`, `reports_to`. */
const ofAddress = /[^\p{L}\p{N}](e?mail|address|addr|to)$/iu;
