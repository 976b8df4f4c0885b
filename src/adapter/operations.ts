/**
 * The operations of the panel's mail API as data. Source of the eight writes: the vendor's page "API: Managing
 * mailboxes"; of the two lists: "API: Client mail"; of the zones: "API: managing DNS zones".
 */

/** What the panel's answer means, whatever its number or its language. */
export type Meaning =
  | "done"
  | "alreadyExists"
  | "alreadySo"
  | "badParameters"
  | "failed"
  | "domainNotFound"
  | "noPermission"
  | "noSuchUser"
  | "nothingFound"
  | "zoneNotFound"
  | "zoneEmpty";

interface Operation {
  /** The first constant: sent as a field with its own name as value. The operation's name is the second. */
  readonly module: "mailclient" | "bindserver";
  /** The documented fields that are not credentials or constants, in the page's order; `language` is sent as `en`. */
  readonly fields: readonly string[];
  /** Whether it changes nothing, so that it may be sent again after any failure. */
  readonly reads: boolean;
  readonly codes: Readonly<Record<number, Meaning>>;
}

/** An operation that changes what the mail module holds. */
function change<const Name extends string, const Codes>(fields: readonly Name[], codes: Codes) {
  return { module: "mailclient", fields, reads: false, codes } as const;
}

const rights = { 1000: "noPermission", 1001: "noSuchUser" } as const;
const refusableCodes = { 0: "done", 1: "failed", 2: "badParameters", ...rights } as const;
const domainSwitch = change(["domain"], { 0: "done", 1: "badParameters", 2: "failed", 3: "alreadySo" });
const mailList = {
  module: "mailclient",
  fields: ["language", "panel_user"],
  reads: true,
  codes: { 0: "done", 1: "nothingFound", ...rights },
} as const;

/** Every operation that this package calls: its documented fields, and what each of its codes means. */
export const operations = {
  addmail: change(["email", "password", "quota", "language", "panel_user"], {
    0: "done",
    1: "alreadyExists",
    2: "badParameters",
    3: "failed",
    4: "domainNotFound",
    ...rights,
  }),
  delmail: change(["email", "password", "quota", "language", "panel_user"], refusableCodes),
  addforward: change(["source", "target", "save_local"], refusableCodes),
  delforward: change(["source", "target"], refusableCodes),
  onspf: domainSwitch,
  offspf: domainSwitch,
  ondkim: domainSwitch,
  offdkim: domainSwitch,
  getlistmail: mailList,
  getforwardmail: mailList,
  show_zones: {
    module: "bindserver",
    fields: ["zone", "user_edit"],
    reads: true,
    codes: { 0: "done", 100: "zoneNotFound", 101: "zoneEmpty" },
  },
  // the contract names it without its fields and codes: it is called with none, and a code besides 0 says nothing
  list_zones: { module: "bindserver", fields: [], reads: true, codes: { 0: "done" } },
} as const satisfies Record<string, Operation>;

/** The name of an operation: the value and the name of its second constant field. */
export type OperationName = keyof typeof operations;

/** The documented fields of an operation, without credentials, constants and the language. */
export type Fields<Name extends OperationName> = Partial<
  Record<Exclude<(typeof operations)[Name]["fields"][number], "language">, string | undefined>
>;

/** What a code of an operation means; undefined where the page documents no such code. */
export function meaningOf(operation: OperationName, code: number): Meaning | undefined {
  const codes: Readonly<Record<number, Meaning>> = operations[operation].codes;
  return codes[code];
}
