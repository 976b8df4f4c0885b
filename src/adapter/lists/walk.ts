import type { Doubts } from "./doubts";
import { RowFields } from "./rowFields";
import { asAddress, asDomain, decoded, joinAddress, type Spelled } from "./text";
import {
  besideNames,
  domainFields,
  domainNames,
  hasWordOf,
  listDomainNames,
  listWords,
  quietNames,
  silentNames,
  squash,
  statusWords,
  wrapperNames,
} from "./fields";
import { deepest, isFields, isNothing, isScalar, isTooDeep, textsOf, type Fields } from "./json";
import { columnsIn, plainRows, withColumns } from "./tables";
import { claimOf, claimsWithin, perhapsOf, saysMore, type Claims } from "./pages";

/** A row with fields of its own: `{ email: "ann@x.com", quota: 5 }`. */
export interface FieldRow {
  readonly is: "fields";
  readonly fields: RowFields;
  /** The domain below whose key, or beside whose field, it stands. */
  readonly domain: string | undefined;
}

/** What stands under an address: `"ann@x.com": 5`. */
export interface EntryRow {
  readonly is: "entry";
  readonly key: Spelled;
  readonly value: unknown;
}

/** All that stands under keys below a domain: `{ ann: 5, bob: 7 }`. */
export interface MapRow {
  readonly is: "map";
  readonly entries: readonly (readonly [string, unknown])[];
  readonly domain: string;
}

/** A text on its own: `"ann@x.com"`. */
export interface TextRow {
  readonly is: "text";
  readonly text: string;
  readonly domain: string | undefined;
  /** Whether it is one of several, and not the whole that stands under a key. */
  readonly isElement: boolean;
}

/** An array in an array: `["ann@x.com", "500"]`. */
export interface TupleRow {
  readonly is: "tuple";
  readonly values: readonly unknown[];
  readonly domain: string | undefined;
}

/** A plain row of a list. */
export type Row = FieldRow | EntryRow | MapRow | TextRow | TupleRow;

/** What a reader of rows tells the walk. */
export interface Reader {
  /** The fields that name an object of this kind, likeliest first. */
  readonly names: readonly string[];
  /** Fields of a row that may hold a list, and are no wrapper around rows. */
  readonly lists: ReadonlySet<string>;
  /** Words of keys that are about something else. */
  readonly others: ReadonlySet<string>;
  /** Whether a value below a key is a record of this kind, and not a list of such. */
  isRecord(value: unknown): boolean;
  /** Takes a row. Returns how many rows of the list it stands for; 0 where it is not understood. */
  take(row: Row): number;
}

type Entry = readonly [string, unknown];

interface Place {
  readonly domain: string | undefined;
  /** The domain that stands beside the list, and is that of its local parts. */
  readonly head?: string | undefined;
  /** Whether it is one of several, and not the whole that stands under a key. */
  readonly isElement: boolean;
  readonly depth: number;
}

/** What was seen of a part of a payload. */
interface Part {
  readonly rows: number;
  /** What it says of the size of the list that it stands beside. */
  readonly claims: readonly Claims[];
  /** Whether it holds something that is not known to say nothing. */
  readonly isSaid: boolean;
  /** How many empty lists stand in it under keys that are not known. */
  readonly emptyLists: number;
}

const noRows: Part = { rows: 0, claims: [], isSaid: false, emptyLists: 0 };

/** Walks through a payload of any shape, hands its plain rows to a reader, and notes what is left over. */
export class Walk {
  constructor(
    private readonly reader: Reader,
    private readonly doubts: Doubts,
  ) {}

  /** Walks through a whole payload. */
  run(data: unknown): void {
    if (isTooDeep(data)) {
      this.doubts.leave(undefined);
      return;
    }
    const { rows, claims } = this.node(data, { domain: undefined, isElement: false, depth: 0 });
    if (saysMore(claims, rows)) this.doubts.isPart = true;
  }

  private node(node: unknown, place: Place): Part {
    if (place.depth > deepest) return this.leave({ ...place, domain: undefined });
    if (isNothing(node)) return noRows;
    if (typeof node === "string") return this.text(node, place);
    if (Array.isArray(node)) return this.elements(node, place);
    if (isFields(node)) return this.object(node, place);
    // a number on its own may count objects
    return this.leave(place);
  }

  private text(text: string, { domain, isElement, ...place }: Place): Part {
    if (domain === undefined && !isElement && isStatus(text)) return noRows;
    const within = domain ?? (isElement ? place.head : undefined);
    return this.take({ is: "text", text, domain: within, isElement }, { domain, isElement, ...place });
  }

  private elements(nodes: readonly unknown[], place: Place): Part {
    const below = { ...place, depth: place.depth + 1, isElement: true };
    const rows = plainRows(nodes, (name) => this.reader.names.includes(name));
    const areTuples = rows.every(isTuple);
    // beside full addresses a word is no local part of the domain that stands beside the list
    const areWords = rows.every((row) => typeof row === "string" && !row.includes("@"));
    const head = (row: unknown) => (areWords || isFields(row) ? place.head : undefined);
    return together(
      rows.map((row) =>
        areTuples
          ? this.tuple(row as unknown[], rows.length, below)
          : this.node(row, { ...below, head: head(row) }),
      ),
    );
  }

  private tuple(values: readonly unknown[], number: number, place: Place): Part {
    const rows = this.reader.take({ is: "tuple", values, domain: place.domain ?? place.head });
    if (rows > 0) return { ...noRows, rows };
    // alone it is a list in a list
    return number === 1 ? this.node(values, place) : this.leave(place, values);
  }

  private object(object: Fields, place: Place): Part {
    const entries = Object.entries(object);
    if (entries.every(([key]) => /^\d+$/.test(key)) && !this.areLocals(entries, place)) {
      return this.elements(Object.values(object), place);
    }
    if (entries.some(([key]) => asAddress(key) !== undefined || asDomain(key) !== undefined)) {
      return this.map(entries, place);
    }
    const fields = new RowFields(object);
    // what an answer says of itself may be the panel's own domain
    const within = { ...place, domain: (place.isElement ? fields.domain : undefined) ?? place.domain };
    const isRow = place.isElement && this.isRow(fields);
    const wrappers = entries.filter(
      ([key, value]) => this.isWrapper(key, value, place) && !(isRow && this.reader.lists.has(squash(key))),
    );
    if (wrappers.length > 0) {
      return this.envelope(entries, wrappers, { ...within, domain: within.domain ?? domainNamed(fields) });
    }
    if (isRow) {
      return this.take({ is: "fields", fields, domain: within.domain ?? place.head }, within);
    }
    if (place.domain !== undefined) return this.ofDomain(entries, place.domain, place);
    // a record on its own is the account's, or the answer's
    if (this.isRow(fields)) return this.leaveRecord(entries, within);
    if (
      entries.every(([key, value]) => isNothing(value) || (this.isRowOfThis(value) && !this.isAside(key)))
    ) {
      return this.elements(Object.values(object), within);
    }
    return this.envelope(entries, this.onlyList(entries), within);
  }

  /** Whether numbers are local parts: below a domain, where each has a record of its own. */
  private areLocals(entries: readonly Entry[], { domain }: Place): boolean {
    return (
      domain !== undefined &&
      entries.every(([, value]) => this.reader.isRecord(value) && !this.isRowLike(value))
    );
  }

  /** Whether a value names its object itself, and is surely a record of this kind. */
  private isRowOfThis(value: unknown): boolean {
    return this.isRowLike(value) && this.reader.isRecord(value);
  }

  private isRowLike(value: unknown): boolean {
    return isFields(value) && this.isRow(new RowFields(value));
  }

  private isRow(fields: RowFields): boolean {
    return this.reader.names.some((name) => {
      const value = fields.get(name);
      return typeof value === "string" || typeof value === "number";
    });
  }

  private isWrapper(key: string, value: unknown, { domain }: Place): boolean {
    if (!wrapperNames.has(squash(key)) || this.isOthers(key) || areDomains(key, value)) return false;
    if (isScalar(value)) return typeof value === "string" && /@|[\r\n]/.test(value) && wrapsText(key);
    return !isNothing(value) && (domain === undefined || !this.reader.isRecord(value));
  }

  /** Whether a key is known to hold other people or other things. */
  private isOthers(key: string): boolean {
    return hasWordOf(this.reader.others, key);
  }

  private isAside(key: string): boolean {
    return besideNames.has(squash(key)) || quietNames.has(squash(key)) || this.isOthers(key);
  }

  /** The one list among the values of an object whose keys say nothing; none where there are several. */
  private onlyList(entries: readonly Entry[]): readonly Entry[] {
    const containers = entries.filter(
      ([key, value]) => !isScalar(value) && !isNothing(value) && !this.isAside(key),
    );
    return containers.length === 1 && containers.every(([key, value]) => this.mayHold(key, value))
      ? containers
      : [];
  }

  /** Whether a list under a key that is not known is surely of this kind: by a word of the key, or by its rows. */
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

  /** An object whose keys are addresses or domains, with other things among them. */
  private map(entries: readonly Entry[], place: Place): Part {
    const below = { ...place, depth: place.depth + 1, isElement: false };
    const parts = entries.map(([key, value]) => {
      const address = asAddress(key);
      if (address !== undefined) return this.entry(address, value, below);
      const domain = asDomain(key);
      if (domain !== undefined) return this.domainPart(domain, value, below);
      if (this.isWrapper(key, value, place)) return this.node(value, below);
      this.doubts.name(key);
      return this.beside(key, value, place);
    });
    return this.close(parts, place);
  }

  /** What stands under an address: its record, or, where it is somebody's whose list this is, the list. */
  private entry(key: Spelled, value: unknown, place: Place): Part {
    if (!this.holdsList(value)) return this.take({ is: "entry", key, value }, place);
    this.doubts.name(key.address);
    return this.node(value, place);
  }

  private holdsList(value: unknown): boolean {
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

  private domainPart(domain: string, value: unknown, place: Place): Part {
    if (isNothing(value) || value === 0 || value === "0") return noRows;
    const part = this.node(value, { ...place, domain });
    // something is said of the domain, and no object of it is seen
    if (part.rows === 0) this.doubts.leave(domain);
    return { ...noRows, rows: part.rows };
  }

  /** An object below a domain: local parts as keys, or fields of the domain's own. */
  private ofDomain(entries: readonly Entry[], domain: string, place: Place): Part {
    // where each has a record of this kind, a word such as `support` is a local part
    const areRecords = entries.every(([, value]) => isFields(value) && this.reader.isRecord(value));
    const isOwn = ([key]: Entry): boolean =>
      domainFields.has(squash(key)) || (!areRecords && (this.isOthers(key) || namesAddress(key)));
    const hasOwn = entries.some(isOwn);
    // beside the domain's own fields, a key that is not known may be one more of them
    const isLocal = (entry: Entry): boolean => !isOwn(entry) && (!hasOwn || this.reader.isRecord(entry[1]));
    const locals = entries.filter(isLocal);
    const within = { ...place, domain };
    const parts = entries
      .filter((entry) => !isLocal(entry))
      .map(([key, value]) => this.ownField(key, value, within));
    if (locals.length > 0) parts.push(this.take({ is: "map", entries: locals, domain }, within));
    return this.close(parts, within);
  }

  /** A field of a domain's own: whether it is one, or after all a local part, is not known for sure. */
  private ownField(key: string, value: unknown, place: Place): Part {
    const local = joinAddress(key, place.domain);
    if (local !== undefined) this.doubts.name(local.address);
    for (const text of textsOf(value)) this.doubts.addressesIn(text);
    if (!isScalar(value) && !isNothing(value) && !domainFields.has(squash(key)))
      this.doubts.leave(place.domain);
    return claimed(key, value);
  }

  /** A list with things beside it. */
  private envelope(entries: readonly Entry[], wrappers: readonly Entry[], place: Place): Part {
    const head = place.isElement ? undefined : domainBeside(entries);
    if (head !== undefined && place.domain === undefined) this.doubts.beside(head);
    const below = { ...place, head: head ?? place.head, depth: place.depth + 1, isElement: false };
    const columns = columnsIn(entries);
    const parts = entries.map((entry) => {
      const [key, value] = entry;
      return wrappers.includes(entry)
        ? this.node(withColumns(columns, value), below)
        : this.beside(key, value, place);
    });
    const isAboutOthers =
      entries.some(([key, value]) => !isScalar(value) && !isNothing(value) && this.isOthers(key)) &&
      !entries.some(([key]) => wrapperNames.has(squash(key)));
    const part = this.close(parts, place);
    // a list of others alone may be this one, under a name that was not thought of
    if (isAboutOthers && part.rows === 0) this.doubts.leave(place.domain);
    return part;
  }

  /** A field beside a list: pages and counts, a message, other people; or something that was not understood. */
  private beside(key: string, value: unknown, place: Place): Part {
    if (key.includes("@")) return this.leave(place, [key, value]);
    if (isNothing(value))
      return { ...claimed(key, value), emptyLists: isScalar(value) || isKnownKey(key) ? 0 : 1 };
    if (isScalar(value)) {
      // a count of other things says nothing of these
      const said = claimed(key, value);
      const found = this.isOthers(key) && said.claims.every(({ more }) => !more) ? noRows : said;
      this.doubts.addressesIn(String(value));
      if (found.claims.length > 0 || domainNames.includes(squash(key))) return found;
      const perhaps = isKnownKey(key) || this.isOthers(key) ? undefined : perhapsOf(key, value);
      this.doubts.text(String(value));
      const local = joinAddress(key, place.domain);
      if (local !== undefined) this.doubts.name(local.address);
      return {
        ...noRows,
        claims: perhaps === undefined ? [] : [perhaps],
        isSaid: !isKnownKey(key) || (typeof value === "string" && !isStatus(value)),
      };
    }
    const isKnown =
      this.isAside(key) ||
      areDomains(key, value) ||
      (place.domain !== undefined && domainFields.has(squash(key)));
    if (!isKnown) return this.leave(place, value);
    for (const text of textsOf(value)) this.doubts.text(text);
    if (quietNames.has(squash(key)) || areDomains(key, value)) return noRows;
    return { ...noRows, claims: [...claimed(key, value).claims, ...claimsWithin(value)] };
  }

  /** Puts the parts of a list together; what they say of its size is held against the rows that were seen. */
  private close(parts: readonly Part[], place: Place): Part {
    const part = together(parts);
    if (part.rows === 0) {
      // beside a list a message says nothing; alone it may be a list in a form of its own, as several empty lists may be
      if (part.isSaid || part.emptyLists > 1) this.doubts.leave(place.domain);
      return part;
    }
    if (saysMore(part.claims, part.rows)) {
      if (place.domain === undefined) this.doubts.isPart = true;
      else this.doubts.leave(place.domain);
    }
    return { ...noRows, rows: part.rows };
  }

  private leaveRecord(entries: readonly Entry[], place: Place): Part {
    for (const [, value] of entries) if (isScalar(value)) this.doubts.text(String(value));
    return this.leave(place, Object.fromEntries(entries));
  }

  private take(row: Row, place: Place): Part {
    const rows = this.reader.take(row);
    return rows === 0 ? this.leave(place, contentOf(row)) : { ...noRows, rows };
  }

  /** Leaves something that was not understood; below a domain it may still name addresses of others. */
  private leave({ domain }: Place, node?: unknown): Part {
    this.doubts.leave(domain);
    if (domain !== undefined) for (const text of textsOf(node)) this.doubts.addressesIn(text);
    return noRows;
  }
}

/** Whether a key is a field for an address: `soa_email`, `reports_to`. */
function namesAddress(key: string): boolean {
  return /[^\p{L}\p{N}](e?mail|address|addr|to)$/iu.test(key);
}

function isTuple(row: unknown): boolean {
  const [first, ...more] = Array.isArray(row) ? (row as unknown[]) : [];
  return (
    more.length > 0 &&
    isScalar(first) &&
    more.every((value) => isScalar(value) || (Array.isArray(value) && value.every(isScalar)))
  );
}

/** The domain that a list's head names: `{ domain: "x.com", list: [] }`. */
function domainBeside(entries: readonly Entry[]): string | undefined {
  const [domain] = entries
    .filter(([key]) => listDomainNames.includes(squash(key)))
    .map(([, value]) => (typeof value === "string" ? asDomain(value) : undefined));
  return domain;
}

/** Whether the panel lists its user's domains here, with no more than a number or a word of each. */
function areDomains(key: string, value: unknown): boolean {
  if (squash(key) !== "domains" || isScalar(value)) return false;
  if (Array.isArray(value))
    return value.every((each) => typeof each === "string" && asDomain(each) !== undefined);
  return (
    isFields(value) &&
    Object.entries(value).every(([name, of]) => asDomain(name) !== undefined && isScalar(of))
  );
}

function contentOf(row: Row): unknown {
  switch (row.is) {
    case "fields":
      return row.fields.raw;
    case "entry":
      return [row.key.address, row.value];
    case "map":
      return row.entries;
    case "text":
      return row.text;
    case "tuple":
      return row.values;
  }
}

function together(parts: readonly Part[]): Part {
  return {
    rows: parts.reduce((sum, { rows }) => sum + rows, 0),
    claims: parts.flatMap(({ claims }) => claims),
    isSaid: parts.some(({ isSaid }) => isSaid),
    emptyLists: parts.reduce((sum, { emptyLists }) => sum + emptyLists, 0),
  };
}

function claimed(key: string, value: unknown): Part {
  const claim = claimOf(key, value);
  return claim === undefined ? noRows : { ...noRows, claims: [claim] };
}

/** Whether a text under this key may be a list: under `email` it is one address, of somebody. */
function wrapsText(key: string): boolean {
  return !/^(e?mail|mailbox|box|forward|forwarding|redirect|alias|mess|message)$/.test(squash(key));
}

function isKnownKey(key: string): boolean {
  const squashed = squash(key);
  return silentNames.has(squashed) || wrapperNames.has(squashed) || besideNames.has(squashed);
}

function domainNamed(fields: RowFields): string | undefined {
  const name = fields.get("name");
  return typeof name === "string" ? asDomain(name) : undefined;
}

function isStatus(text: string): boolean {
  return /^\d*$/.test(text.trim()) || statusWords.has(decoded(text).toLowerCase());
}
