/** How the stand-in panel behaves where the vendor's page leaves it open; every switch may be changed at run time. */
export interface SimulatorSettings {
  /**
   * Which fields carry the account: `login` + `pass`, `username` + `password`, or `either` (each of `login`
   * and `pass` is preferred where it is present). `username` reads as PHP does, so that on `addmail` and
   * `delmail` the mailbox's password hides the account's; `page` takes the page at its word: the first
   * `password` of the form is the account's and the last one the mailbox's.
   */
  credentials: "either" | "login" | "username" | "page";
  /** The name of the code in a reply. */
  codeKey: "error" | "code";
  /** Whether codes are JSON numbers or numeric strings. */
  codeAs: "number" | "string";
  /** The name of the message in a reply. */
  messageKey: "mess" | "message";

  /**
   * The shape of `getlistmail`: full addresses in an array; addresses as keys of quotas or of records; an
   * array of records; local parts under the domain's key, in an array or as keys of records.
   */
  listShape: "addresses" | "keyedQuotas" | "keyedRecords" | "records" | "domains" | "domainRecords";
  /** Where a list of mailboxes, forwardings or zones stands in the reply; `top`: among the reply's own keys. */
  listIn: "data" | "list" | "mess" | "top";
  /** The key of the address in `listShape: "records"`. */
  addressKey: string;
  /** What the list multiplies quotas by: 1, 1024, 1024², 1000, 1000²; `null` shows no quota at all. */
  quotaFactor: number | null;

  /**
   * The shape of `getforwardmail`: source as key of "t1,t2" or of [t1, t2]; an array of records, one a target
   * (`rows`) or one a source (`records`); strings "source => t1,t2"; local parts under the domain's key.
   */
  forwardShape: "joined" | "lists" | "rows" | "records" | "arrows" | "domains" | "domainLists";
  /** The key of the source in `forwardShape: "rows"` and `"records"`. */
  sourceKey: string;
  /** The key of the target in `forwardShape: "rows"` and `"records"`. */
  targetKey: string;
  /** Whether `forwardShape: "rows"` and `"records"` show `save_local`, as `"1"` or `"0"`. */
  showSaveLocal: boolean;

  /** The shape of `show_zones`: a BIND zone file, an array of records, records by type, an array of lines. */
  zoneShape: "text" | "records" | "types" | "lines";
  /** Where the zone stands in the reply. */
  zoneIn: "data" | "list" | "mess" | "top";
  /** The key of a record's value in `zoneShape: "records"` and `"types"`. */
  zoneValueKey: string;
  /** How records name their owner: relative to the zone (`@`, `dkim._domainkey`) or in full with a dot. */
  zoneNames: "relative" | "absolute";
  /** Whether TXT values of records are plain text or quoted strings of at most 255 bytes. */
  zoneTxt: "plain" | "quoted";
  /** The DKIM selector: the key stands at `<selector>._domainkey`. */
  dkimSelector: string;
  /** Whether an administrator sees every zone without `user_edit`. */
  adminSeesAllZones: boolean;

  /** What `addforward` does with the targets that a source has already. */
  addforward: "adds" | "overwrites";
  /** Whether `addforward` answers code 1 when every target is there already. */
  refuseRepeatedForward: boolean;
  /**
   * What `delforward` does with a set: `strict` refuses it whole when one target is unknown, `lenient`
   * removes those it knows, `single` refuses every set of more than one target.
   */
  delforward: "strict" | "lenient" | "single";
  /** Whether `save_local` counts by its PHP truth ("" and "0" are false) or by being there at all. */
  saveLocalBy: "value" | "presence";
  /** Whether `delmail` takes the address's forwardings with it. */
  delmailTakesForwards: boolean;
  /** Whether `delmail` takes the address out of the targets of all forwardings. */
  delmailTakesTargets: boolean;

  /** Whether writes take turns; without locks each reads the whole state, waits, and writes it back whole. */
  locks: boolean;
  /** How long a write takes, in milliseconds: with locks inside the lock, without them between read and write. */
  writeMs: number;
  /** How long every call waits before it is looked at, in milliseconds. */
  latencyMs: number;
}

/** The behaviour of a simulator that was told nothing else. */
export const defaultSettings: Readonly<SimulatorSettings> = {
  credentials: "either",
  codeKey: "error",
  codeAs: "number",
  messageKey: "mess",
  listShape: "records",
  listIn: "data",
  addressKey: "email",
  quotaFactor: 1,
  forwardShape: "joined",
  sourceKey: "source",
  targetKey: "target",
  showSaveLocal: false,
  zoneShape: "text",
  zoneIn: "data",
  zoneValueKey: "value",
  zoneNames: "relative",
  zoneTxt: "plain",
  dkimSelector: "dkim",
  adminSeesAllZones: false,
  addforward: "adds",
  refuseRepeatedForward: false,
  delforward: "strict",
  saveLocalBy: "value",
  delmailTakesForwards: false,
  delmailTakesTargets: false,
  locks: true,
  writeMs: 0,
  latencyMs: 0,
};
