import { addressKey, normaliseTarget, targetSet } from "./address";
import { Listing } from "./lists/listing";
import {
  addressesWithin,
  asAddress,
  asAddresses,
  asDomain,
  domainOf,
  fieldOf,
  isBlank,
  isRow,
  joinAddress,
  mailboxNames,
  sketch,
  textsOf,
  type Row,
  type Spelled,
} from "./shape";

/** A forwarding as the panel lists it: all targets of one source. */
export interface ListedForward {
  /** The source in its normal form. */
  readonly source: string;
  /** The source as the panel writes it. */
  readonly spelling: string;
  /** The targets, each once, in one order; their local parts as the panel writes them. */
  readonly targets: readonly string[];
}

/**
 * Recognises sources as keys, in rows beside their targets, in pairs and in texts such as `a@x.com => b@y.com`, and local
 * parts under a domain's key. Rows of one source are put together.
 */
export function forwardsIn(data: unknown): Listing<ListedForward> {
  const found = new Map<string, ListedForward>();
  collect(data, undefined, ({ address, spelling }, targets) => {
    const known = found.get(address);
    // a source among its own targets is how some panels write that its mailbox keeps a copy
    const others = targets.filter((target) => addressKey(target) !== address);
    const all = targetSet([...(known?.targets ?? []), ...others]);
    found.set(address, { source: address, spelling: known?.spelling ?? spelling, targets: all });
  });
  const looks = sketch(data);
  if (found.size === 0)
    return new Listing({ shown: found, extent: isBlank(data) ? "blank" : "unclear", looks });
  const understood = new Set(
    [...found.values()].flatMap(({ source, targets }) => [source, ...targets.map(addressKey)]),
  );
  const addresses = new Set([...textsOf(data)].flatMap(addressesWithin));
  const shown = new Map([...found].filter(([, { targets }]) => targets.length > 0));
  const mayName = (source: string): boolean => addresses.has(source) && !understood.has(source);
  return new Listing({ shown, extent: "whole", looks, mayName });
}

type Found = (source: Spelled, targets: string[]) => void;

function collect(node: unknown, domain: string | undefined, found: Found): void {
  if (typeof node === "string") collectText(node, found);
  else if (Array.isArray(node)) {
    for (const element of node) {
      const pair = node.every(Array.isArray) ? pairOf(element) : undefined;
      if (pair !== undefined) found(pair.source, pair.targets);
      else collect(element, domain, found);
    }
  } else if (isRow(node)) {
    const forward = forwardOf(node, domain);
    if (forward !== undefined) found(forward.source, forward.targets);
    else
      for (const [key, value] of Object.entries(node))
        collectEntry(key, value, domainOf(node) ?? domain, found);
  }
}

/** `source => target, target`, with any of the usual signs between. */
function collectText(text: string, found: Found): void {
  for (const line of text.split(/\r?\n/)) {
    const parts = /^\s*(\S+@[^\s:=>|,;]+?)\s*(?:=>|->|>|:|=|\||;|\s)\s*(.+)$/.exec(line);
    const source = asAddress(parts?.[1] ?? "");
    const targets = targetsIn(parts?.[2]);
    if (source !== undefined && targets.length > 0) found(source, targets);
  }
}

/** An array of one source and its targets, as in `["a@x.com", "b@y.com,c@z.com"]` inside an array of such. */
function pairOf(node: unknown): Pair | undefined {
  const [first, second, ...more] = Array.isArray(node) ? (node as unknown[]) : [];
  if (typeof first !== "string" || more.length > 0) return undefined;
  const source = asAddress(first);
  const targets = targetsIn(second);
  return source !== undefined && targets.length > 0 ? { source, targets } : undefined;
}

interface Pair {
  readonly source: Spelled;
  readonly targets: string[];
}

/** A row with a field for the source and one for the target or targets. */
function forwardOf(row: Row, domain: string | undefined): Pair | undefined {
  const named = fieldOf(row, sourceNames);
  if (typeof named !== "string") return undefined;
  const source = asAddress(named) ?? joinAddress(named, domainOf(row) ?? domain);
  const others = Object.entries(row).filter(
    ([key, value]) => value !== named && !sourceNames.includes(key.toLowerCase()),
  );
  const plain = others.map(([, value]) => value).filter((value) => !isRow(value));
  const targets = [fieldOf(row, targetNames), ...plain].map(targetsIn);
  const first = targets.find((list) => list.length > 0);
  return source === undefined || first === undefined ? undefined : { source, targets: first };
}

function collectEntry(key: string, value: unknown, domain: string | undefined, found: Found): void {
  const source = asAddress(key) ?? (asDomain(key) === undefined ? joinAddress(key, domain) : undefined);
  const targets = source === undefined ? [] : targetsIn(value);
  if (source !== undefined && targets.length > 0) found(source, targets);
  else collect(value, asDomain(key) ?? domain, found);
}

/** The targets in a text, a list, a row's target field, or the keys or values of a row. */
function targetsIn(value: unknown): string[] {
  if (typeof value === "string") {
    return (asAddresses(value) ?? []).map(({ spelling }) => {
      const target = normaliseTarget(spelling);
      return "refused" in target ? spelling : target.value;
    });
  }
  if (Array.isArray(value)) return value.flatMap(targetsIn);
  if (!isRow(value)) return [];
  const named = targetsIn(fieldOf(value, targetNames));
  if (named.length > 0) return named;
  const keys = Object.keys(value).filter((key) => asAddress(key) !== undefined);
  return keys.length > 0 ? keys : Object.values(value).flatMap(targetsIn);
}

const sourceNames: readonly string[] = ["source", "src", "from", "alias", "forward_from", ...mailboxNames];
const targetNames =
  "target targets to goto dest destination destinations forward forwards forward_to forwardto recipient recipients redirect".split(
    " ",
  );
