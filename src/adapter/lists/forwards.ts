import { addressKey, targetSet } from "../address";
import { Doubts } from "./doubts";
import { asideWords, nameSet, peopleWords, saveLocalName, sourceNames, targetNames } from "./fields";
import { isFields, isNothing, isScalar, sketch, type Entry } from "./json";
import { Listing } from "./listing";
import { RowFields } from "./rowFields";
import type { RowMemory } from "./rowMemory";
import type { RowReader } from "./rowReader";
import { isGone, kindWords } from "./standing";
import { Spellings, type ChosenSpelling } from "./spellings";
import { asAddress, decoded, joinAddress, type Spelled } from "./text";
import { hidesTargets, sourceOf, targetsIn, targetsInRow, unread, type Targets } from "./targets";
import { Walk } from "./walk";

/** A forwarding as the panel lists it: all targets of one source. */
export interface ListedForward extends ChosenSpelling {
  /** The source in its normal form. */
  readonly source: string;
  /** The targets, sorted and without duplicates. Their local parts are as the panel writes them. */
  readonly targets: readonly string[];
  /** Whether the source's own mailbox keeps a copy, if the list says so. */
  readonly saveLocal?: boolean;
}

/**
 * The forwardings of a panel user, recognised in a list of any shape: sources as keys, in rows next to their targets,
 * in pairs and in texts such as `a@x.com => b@y.com`, and local parts below a domain's key. Rows with the same source
 * are merged. If a target of a source is not an address (but a program or a local name), what the source has is
 * unknown.
 */
export function forwardsIn(data: unknown, rows?: RowMemory): Listing<ListedForward> {
  const doubts = new Doubts();
  const reader = new ForwardReader(doubts);
  new Walk(reader, doubts, rows).run(data);
  doubts.settle(reader.found.keys());
  const all = [...reader.found].map(([source, spellings]): ListedForward => {
    const { value, ...chosen } = spellings.chosen();
    const saveLocal = value?.saveLocal;
    const targets = targetSet([...(value?.targets.values() ?? [])]);
    return { source, ...chosen, targets, ...(saveLocal === undefined ? {} : { saveLocal }) };
  });
  const shown = all.filter(({ source, targets }) => targets.length > 0 && !reader.unread.has(source));
  return new Listing({
    shown: new Map(shown.map((forward) => [forward.source, forward])),
    doubts,
    looks: sketch(data),
  });
}

/** What all rows with one spelling of a source say. */
interface Gathered {
  readonly targets: Map<string, string>;
  readonly saveLocal: boolean | undefined;
}

/** What a row says of a forwarding. */
interface ForwardRow {
  readonly source: Spelled;
  readonly targets: Targets;
  readonly saveLocal: boolean | undefined;
}

class ForwardReader implements RowReader<ForwardRow> {
  readonly names = sourceNames;
  readonly lists = targetNames;
  readonly others: ReadonlySet<string> = new Set([...peopleWords, ...asideWords]);
  readonly found = new Map<string, Spellings<Gathered>>();
  /** Sources whose rows were not fully understood. */
  readonly unread = new Set<string>();

  constructor(private readonly doubts: Doubts) {}

  isRecord(value: unknown): boolean {
    return targetsIn(value).addresses.length > 0;
  }

  fields(fields: RowFields, domain: string | undefined): { readonly row: ForwardRow } | number {
    const source = sourceOf(fields, domain);
    if (source === undefined) return 0;
    const read = targetsInRow(fields);
    if (read === undefined || isGone(fields) || isOtherKind(fields)) {
      this.leave(source);
      return 1;
    }
    const targets = hidesTargets(fields, read) ? unread : read;
    return { row: { source, targets, saveLocal: saveLocalIn(fields) } };
  }

  take({ source, targets, saveLocal }: ForwardRow): void {
    this.add(source, targets, saveLocal);
  }

  entry(source: Spelled, value: unknown): number {
    const targets = targetsIn(value);
    const fields = isFields(value) ? new RowFields(value) : undefined;
    if (value === null || typeof value === "number" || typeof value === "boolean") this.leave(source);
    else if (fields !== undefined && (isGone(fields) || hidesTargets(fields, targets))) this.leave(source);
    else this.add(source, targets, fields && saveLocalIn(fields));
    return 1;
  }

  map(entries: readonly Entry[], domain: string): number {
    for (const [key, value] of entries) {
      const source = joinAddress(key, domain);
      if (source === undefined) this.doubts.leave(domain);
      else if (this.isRecord(value) || isBlank(value)) this.entry(source, value);
      else {
        this.leave(source);
        // a text of several words may be about others
        if (!isScalar(value) || /[\s,;:=>]/.test(String(value).trim())) this.doubts.leave(domain);
      }
    }
    return entries.length;
  }

  /** Lines such as `source => target, target`, with any of the usual separators. */
  text(text: string, domain: string | undefined): number {
    const lines = decoded(text)
      // a line that ends with a comma continues on the next one
      .replace(/,[^\S\r\n]*\r?\n/g, ", ")
      .split(/\r?\n/)
      .filter((line) => !/^\s*(#.*)?$/.test(line));
    const read = lines.map((line) => this.line(line, domain));
    if (read.includes(false)) this.doubts.leave(domain);
    return read.length;
  }

  private line(line: string, domain: string | undefined): boolean {
    const [, full, fullRest] =
      /^\s*(\S{1,64}@[^\s:=>|,;]{1,253}?)\s*(?:=>|->|→|>|:|=|\||;|\s)\s*(.+)$/.exec(line) ?? [];
    const [, local, localRest] = /^\s*([^\s@:=>|,;]+)\s*(?:=>|->|→|:)\s*(.+)$/.exec(line) ?? [];
    const source = asAddress(full) ?? joinAddress(local, domain);
    const rest = full === undefined ? localRest : fullRest;
    if (source === undefined || rest === undefined) return false;
    this.add(source, targetsIn(rest), undefined);
    return true;
  }

  /** A source and its targets, as in `["a@x.com", "b@y.com,c@z.com"]`. */
  tuple(values: readonly unknown[]): number {
    const [first, second, ...more] = values;
    const source = more.length === 0 ? asAddress(first) : undefined;
    return source === undefined ? 0 : this.entry(source, second);
  }

  private add(source: Spelled, { addresses, isUnread }: Targets, saveLocal: boolean | undefined): void {
    if (isUnread) this.leave(source);
    const spellings = this.found.get(source.address) ?? new Spellings<Gathered>(source.address);
    this.found.set(source.address, spellings);
    spellings.add(source.spelling, (known) => {
      const targets = known?.targets ?? new Map<string, string>();
      for (const target of addresses) {
        const key = addressKey(target);
        // some panels list a source among its own targets if its mailbox keeps a copy
        if (key !== source.address && !targets.has(key)) targets.set(key, target);
      }
      return { targets, saveLocal: known?.saveLocal === true ? true : (saveLocal ?? known?.saveLocal) };
    });
  }

  private leave({ address }: Spelled): void {
    this.unread.add(address);
    this.doubts.unread(address);
  }
}

function saveLocalIn(fields: RowFields): boolean | undefined {
  const value = fields.has(saveLocalName) ? (fields.get(saveLocalName) ?? "") : undefined;
  if (typeof value === "boolean") return value;
  const text = typeof value === "string" || typeof value === "number" ? String(value).trim() : "?";
  if (/^(1|true|yes|y|on)$/i.test(text)) return true;
  return /^(|0|false|no|n|off)$/i.test(text) ? false : undefined;
}

/** Whether a value says that a source has no targets: an empty text or list, or a record of empty target fields. */
function isBlank(value: unknown): boolean {
  if (value === null || value === false) return false;
  const targets = isFields(value) ? targetsInRow(new RowFields(value)) : undefined;
  return isNothing(value) || (targets?.isUnread === false && targets.addresses.length === 0);
}

/** Whether a row is about an autoresponder or a message. */
function isOtherKind(fields: RowFields): boolean {
  return (
    kindWords(fields).some((word) => otherKinds.has(word)) ||
    ["subject", "messageid"].some((name) => fields.has(name))
  );
}

const otherKinds = nameSet("autoresponder autoreply vacation");
