import { addressKey, normaliseTarget } from "../address";
import { nameSet, sourceNames, squash, targetNames, wordsOf } from "./fields";
import { isFields, isNothing, isScalar, textsOf } from "./json";
import { claimsWithin, saysMore } from "./pages";
import { RowFields } from "./rowFields";
import { isGone, isOff, isSwitchedOff } from "./standing";
import { isOn } from "./switches";
import { addressesWithin, asAddress, asAddresses, joinAddress, type Spelled } from "./text";

export interface Targets {
  readonly addresses: readonly string[];
  /** Whether something in it was not understood. */
  readonly isUnread: boolean;
}

export const unread: Targets = { addresses: [], isUnread: true };

function targetsOf(addresses: readonly Spelled[] | undefined): Targets {
  const targetOf = ({ spelling }: Spelled): string => {
    const target = normaliseTarget(spelling);
    return "refused" in target ? spelling : target.value;
  };
  return addresses === undefined ? unread : { addresses: addresses.map(targetOf), isUnread: false };
}

export function sourceOf(fields: RowFields, domain: string | undefined): Spelled | undefined {
  for (const name of sourceNames) {
    const value = fields.get(name);
    const address = asAddress(value);
    if (address !== undefined) return address;
    // a field that can only name the source must not be skipped
    if (strict.has(name) && value !== undefined) return joinAddress(value, domain);
  }
  return fields.localBelow(domain);
}

const strict: ReadonlySet<string> = new Set(sourceNames.slice(0, sourceNames.indexOf("email")).map(squash));

/** The targets in a row's target fields; undefined if it has no such field. */
export function targetsInRow(fields: RowFields): Targets | undefined {
  const values = [...targetNames].filter((name) => fields.has(name)).map((name) => fields.get(name));
  if (values.length === 0) return undefined;
  const all = values.map(targetsIn);
  const addresses = all.flatMap((targets) => targets.addresses);
  // next to addresses, `forward: "1"` says that it is on
  const isUnread = values.some(
    (value, place) =>
      all[place]?.isUnread === true && !(addresses.length > 0 && isAside(value, addresses.length)),
  );
  return { addresses, isUnread };
}

/** The targets in a text, in a list, or in a record's target fields, keys or numbered values. */
export function targetsIn(value: unknown): Targets {
  if (value === undefined || isNothing(value)) return { addresses: [], isUnread: false };
  if (typeof value === "string") return targetsOf(asAddresses(value));
  if (Array.isArray(value)) return allOf(value);
  if (!isFields(value)) return unread;
  const keys = Object.keys(value);
  if (keys.every((key) => /^\d+$/.test(key))) return allOf(Object.values(value));
  const keyed = keys.flatMap((key) => asAddress(key) ?? []);
  // the value of a target may say whether it is on
  const areOn = Object.values(value).every((on) => !isScalar(on) || on === "" || on === null || isOn(on));
  if (keyed.length === keys.length) return areOn ? targetsOf(keyed) : unread;
  const fields = new RowFields(value);
  const targets = targetsInRow(fields) ?? targetNamed(fields) ?? targetList(fields);
  return saysMore(claimsWithin(value, 1), targets.addresses.length) ? unread : targets;
}

/** The target that a record in a list of targets names: `{ address: "ann@x.com" }`. */
function targetNamed(fields: RowFields): Targets | undefined {
  const named = ["address", "email", "mail", "emailaddress", "value"].map((name) => fields.get(name));
  const [first] = named.filter((each) => typeof each === "string");
  const addresses = first === undefined ? undefined : asAddresses(first);
  return addresses && targetsOf(addresses);
}

/** The list in a record of targets: `{ total: 1, items: ["ann@x.com"] }`. */
function targetList(fields: RowFields): Targets {
  const list = fields.first(["addresses", "emails", "items", "list", "data", "values"]);
  return isNothing(list) || isScalar(list) ? unread : targetsIn(list);
}

function allOf(values: readonly unknown[]): Targets {
  const all = values.map((value) => (mayBeTarget(value) ? targetsIn(value) : unread));
  return {
    addresses: all.flatMap(({ addresses }) => addresses),
    isUnread: all.some(({ isUnread }) => isUnread),
  };
}

/** Whether a value in a list may be a target: not a forwarding itself, and neither switched off nor gone. */
function mayBeTarget(value: unknown): boolean {
  if (!isFields(value)) return true;
  const fields = new RowFields(value);
  const isOwnRow = sourceOf(fields, fields.domain) !== undefined && targetsInRow(fields) !== undefined;
  return !isOwnRow && !isSwitchedOff(fields) && !isGone(fields);
}

/** Whether a value next to targets names none itself: `forward: "1"`, their number, a date. */
function isAside(value: unknown, number: number): boolean {
  const text = isScalar(value) ? String(value).trim() : "?";
  if (/^\d+$/.test(text)) return Number(text) === 1 || Number(text) === number;
  return /^(true|yes|on|active|enabled)$/i.test(text) || /^(\d{4}-\d\d-\d\d|\d\d\.\d\d\.\d{4})\b/.test(text);
}

/** Whether a row has more targets than were read: others next to them, a greater number, another page. */
export function hidesTargets(fields: RowFields, { addresses }: Targets): boolean {
  if (addresses.length === 0) return false;
  const known = new Set(addresses.map(addressKey));
  return Object.entries(fields.raw).some(([name, value]) => {
    const squashed = squash(name);
    if (/^(has)?(more|truncated|partial|incomplete|next)/.test(squashed)) return isOn(value);
    const words = wordsOf(name.replace(/\d+/g, " "));
    if (targetNames.has(squashed) || sourceNames.includes(squashed)) return false;
    if (!words.some((word) => targetWords.has(word))) return false;
    if (words.some((word) => /^(enabled|active|on)$/.test(word))) return isOff(fields, squashed);
    const others = [...textsOf(value)].flatMap(addressesWithin).filter((address) => !known.has(address));
    const counts = words.some((word) => /^(count|total|number|num|cnt|more)$/.test(word));
    return others.length > 0 || (counts && Number(value) > (words.includes("more") ? 0 : addresses.length));
  });
}

const targetWords = nameSet(`
  target targets destination destinations dest recipient recipients forward forwards redirect redirects goto
`);
