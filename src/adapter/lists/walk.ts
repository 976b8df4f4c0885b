import { BesideList, isStatus } from "./besideList";
import type { Doubts } from "./doubts";
import { listDomainNames, squash, wrapperNames } from "./fields";
import { deepest, isFields, isNothing, isScalar, isTooDeep, type Entry, type Fields } from "./json";
import { saysMore } from "./pages";
import { closed, left, noRows, oneRow, together, type Part } from "./part";
import { Recogniser } from "./recogniser";
import { RowFields } from "./rowFields";
import { RowMemory } from "./rowMemory";
import type { RowReader } from "./rowReader";
import { columnsIn, plainRow, plainRows, withColumns } from "./tables";
import { asAddress, asDomain, type Spelled } from "./text";

interface Place {
  readonly domain: string | undefined;
  /** The domain that is named beside the list, and belongs to its local parts. */
  readonly head?: string | undefined;
  /** Whether the node is an element of a list, rather than the whole value of a key. */
  readonly isElement: boolean;
  readonly depth: number;
}

/** Walks through a payload of any shape, hands its plain rows to a reader, and notes what is left over. */
export class Walk {
  private readonly recogniser: Recogniser;
  private readonly besideList: BesideList;

  /** The last object that was read as a row, and what it said. */
  private read: { readonly object: Fields; readonly row: unknown } | undefined;

  /** @param memory what is known of the rows of the list before */
  constructor(
    private readonly reader: RowReader,
    private readonly doubts: Doubts,
    private readonly memory = new RowMemory(),
  ) {
    this.recogniser = new Recogniser(reader);
    this.besideList = new BesideList(this.recogniser, doubts);
  }

  run(data: unknown): void {
    this.memory.next();
    if (isTooDeep(data)) {
      this.doubts.leave(undefined);
      return;
    }
    const { rows, claims } = this.node(data, { domain: undefined, isElement: false, depth: 0 });
    if (saysMore(claims, rows)) this.doubts.isPart = true;
  }

  private node(node: unknown, place: Place): Part {
    if (place.depth > deepest) return left(this.doubts, undefined);
    if (isNothing(node)) return noRows;
    if (typeof node === "string") return this.text(node, place);
    if (Array.isArray(node)) return this.elements(node, place);
    if (isFields(node)) return this.object(node, place);
    // a number on its own may count objects
    return left(this.doubts, place.domain);
  }

  private text(text: string, { domain, head, isElement }: Place): Part {
    if (domain === undefined && !isElement && isStatus(text)) return noRows;
    const within = domain ?? (isElement ? head : undefined);
    return this.taken(this.reader.text(text, within, isElement), domain, text);
  }

  private elements(nodes: readonly unknown[], place: Place): Part {
    const below = { ...place, depth: place.depth + 1, isElement: true };
    const keys = nodes.map((node) => keyOf(node, below));
    const known = keys.map((key) => (key === undefined ? undefined : this.memory.recall(key)));
    const isName = (name: string): boolean => this.reader.names.includes(name);
    // beside a row of fields there are no rows that a row of names says something of
    const areFields = known.some((row) => row !== undefined);
    const rows = areFields ? nodes : plainRows(nodes, isName);
    const areTuples = !areFields && rows.every(isTuple);
    // next to full addresses, a word is not a local part of the domain beside the list
    const areWords = !areFields && rows.every((row) => typeof row === "string" && !row.includes("@"));
    return together(
      rows.map((each, number) => {
        const said = known[number];
        if (said !== undefined) return this.again(said);
        if (areTuples) return this.tuple(each as unknown[], rows.length, below);
        const row = areFields ? plainRow(each, isName) : each;
        const head = areWords || isFields(row) ? place.head : undefined;
        const doubted = this.doubts.taken;
        const part = this.node(row, { ...below, head });
        const key = row === nodes[number] ? keys[number] : undefined;
        const { read } = this;
        if (key !== undefined && read !== undefined && read.object === row && this.doubts.taken === doubted)
          this.memory.note(key, read.row);
        return part;
      }),
    );
  }

  /** A row that the list before had too. */
  private again(row: unknown): Part {
    this.reader.take(row);
    return oneRow;
  }

  private tuple(values: readonly unknown[], number: number, place: Place): Part {
    const rows = this.reader.tuple(values);
    if (rows > 0) return { ...noRows, rows };
    // a single one is a list in a list
    return number === 1 ? this.node(values, place) : left(this.doubts, place.domain, values);
  }

  private object(object: Fields, place: Place): Part {
    const entries = Object.entries(object);
    if (entries.every(([key]) => /^\d+$/.test(key)) && !this.recogniser.areLocals(entries, place.domain)) {
      return this.elements(Object.values(object), place);
    }
    if (entries.some(([key]) => asAddress(key) !== undefined || asDomain(key) !== undefined)) {
      return this.map(entries, place);
    }
    const fields = new RowFields(object);
    // a domain that the answer names for itself may be the panel's own
    const within = { ...place, domain: (place.isElement ? fields.domain : undefined) ?? place.domain };
    const isRow = place.isElement && this.recogniser.isRow(fields);
    const wrappers = this.recogniser.wrappersIn(entries, place.domain, isRow);
    if (wrappers.length > 0) {
      // `{ name: "x.com", list: [] }`
      return this.envelope(entries, wrappers, {
        ...within,
        domain: within.domain ?? asDomain(fields.get("name")),
      });
    }
    if (isRow) {
      const read = this.reader.fields(fields, within.domain ?? place.head);
      if (typeof read === "number") return this.taken(read, within.domain, object);
      this.read = { object, row: read.row };
      return this.again(read.row);
    }
    if (place.domain !== undefined) return this.ofDomain(entries, place.domain);
    // a single record describes the account or the answer
    if (this.recogniser.isRow(fields)) {
      for (const [, value] of entries) if (isScalar(value)) this.doubts.text(String(value));
      return left(this.doubts, within.domain, object);
    }
    if (this.recogniser.areRows(entries)) return this.elements(Object.values(object), within);
    return this.envelope(entries, this.recogniser.onlyList(entries), within);
  }

  /** An object whose keys are addresses or domains, perhaps among other keys. */
  private map(entries: readonly Entry[], place: Place): Part {
    const below = { ...place, depth: place.depth + 1, isElement: false };
    const parts = entries.map(([key, value]) => {
      const address = asAddress(key);
      if (address !== undefined) return this.entry(address, value, below);
      const domain = asDomain(key);
      if (domain !== undefined) return this.domainPart(domain, value, below);
      if (this.recogniser.isWrapper(key, value, place.domain)) return this.node(value, below);
      this.doubts.name(key);
      return this.besideList.read(key, value, place.domain);
    });
    return closed(parts, place.domain, this.doubts);
  }

  /** The value of an address: its own record, or somebody's list. */
  private entry(key: Spelled, value: unknown, place: Place): Part {
    if (!this.recogniser.holdsList(value))
      return this.taken(this.reader.entry(key, value), place.domain, [key.address, value]);
    this.doubts.name(key.address);
    return this.node(value, place);
  }

  private domainPart(domain: string, value: unknown, place: Place): Part {
    if (isNothing(value) || value === 0 || value === "0") return noRows;
    const part = this.node(value, { ...place, domain });
    // the list says something about the domain, but shows no object of it
    if (part.rows === 0) this.doubts.leave(domain);
    return { ...noRows, rows: part.rows };
  }

  /** An object below a domain: local parts as keys, or fields of the domain. */
  private ofDomain(entries: readonly Entry[], domain: string): Part {
    const { locals, own } = this.recogniser.splitBelowDomain(entries);
    const parts = own.map(([key, value]) => this.besideList.ofDomain(key, value, domain));
    if (locals.length > 0) parts.push(this.taken(this.reader.map(locals, domain), domain, locals));
    return closed(parts, domain, this.doubts);
  }

  /** A list with other fields beside it. */
  private envelope(entries: readonly Entry[], wrappers: readonly Entry[], place: Place): Part {
    // the domain that is named beside a list: `{ domain: "x.com", list: [] }`
    const beside = place.isElement
      ? undefined
      : entries.find(([key]) => listDomainNames.includes(squash(key)));
    const head = asDomain(beside?.[1]);
    if (head !== undefined && place.domain === undefined) this.doubts.beside(head);
    const below = { ...place, head: head ?? place.head, depth: place.depth + 1, isElement: false };
    const columns = columnsIn(entries);
    const parts = entries.map((entry) => {
      const [key, value] = entry;
      return wrappers.includes(entry)
        ? this.node(withColumns(columns, value), below)
        : this.besideList.read(key, value, place.domain);
    });
    const isAboutOthers =
      entries.some(
        ([key, value]) => !isScalar(value) && !isNothing(value) && this.recogniser.isOthers(key),
      ) && !entries.some(([key]) => wrapperNames.has(squash(key)));
    const part = closed(parts, place.domain, this.doubts);
    // a list of others, with no list beside it, may be this list under an unexpected name
    if (isAboutOthers && part.rows === 0) this.doubts.leave(place.domain);
    return part;
  }

  /** The rows that the reader took; what it did not take is left. */
  private taken(rows: number, domain: string | undefined, content: unknown): Part {
    return rows === 0 ? left(this.doubts, domain, content) : { ...noRows, rows };
  }
}

/** What tells a row of plain values in its place from any other; undefined where it is something else. */
function keyOf(node: unknown, { domain, head, depth }: Place): string | undefined {
  if (!isFields(node)) return undefined;
  // without an array of its values, as this is done for each row
  for (const name in node) if (!isScalar(node[name])) return undefined;
  return `${domain ?? ""} ${head ?? ""} ${depth} ${JSON.stringify(node)}`;
}

function isTuple(row: unknown): boolean {
  const [first, ...more] = Array.isArray(row) ? (row as unknown[]) : [];
  return (
    more.length > 0 &&
    isScalar(first) &&
    more.every((value) => isScalar(value) || (Array.isArray(value) && value.every(isScalar)))
  );
}
