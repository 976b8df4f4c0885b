/** How the simulated panel behaves where the vendor's page leaves it open. Each setting may change at run time. */
export interface SimulatorSettings {
  /**
   * Which fields carry the account: `login` + `pass`, `username` + `password`, or `either` (`login` and `pass` are
   * each preferred if present). `username` reads fields as PHP does, so on `addmail` and `delmail` the mailbox's
   * password hides the account's. `page` takes the page literally: the first `password` of the form is the
   * account's and the last one is the mailbox's.
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
  /** Where in the reply a list of mailboxes, forwardings or zones goes; `top`: among the reply's own keys. */
  listIn: "data" | "list" | "mess" | "top";
  /** The key of the address in `listShape: "records"`. */
  addressKey: string;
  /** The factor for quotas in the list: 1, 1024, 1024², 1000 or 1000²; `null` leaves quotas out. */
  quotaFactor: number | null;

  /**
   * The shape of `getforwardmail`: source as key of "t1,t2" or of [t1, t2]; an array of records, one per target
   * (`rows`) or one per source (`records`); strings "source => t1,t2"; local parts under the domain's key.
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
  /** Where in the reply the zone goes. */
  zoneIn: "data" | "list" | "mess" | "top";
  /** The key of a record's value in `zoneShape: "records"` and `"types"`. */
  zoneValueKey: string;
  /** How records name their owner: relative to the zone (`@`, `dkim._domainkey`) or in full with a dot. */
  zoneNames: "relative" | "absolute";
  /** Whether TXT values of records are plain text or quoted strings of at most 255 bytes. */
  zoneTxt: "plain" | "quoted";
  /** The DKIM selector: the key is at `<selector>._domainkey`. */
  dkimSelector: string;
  /** Whether an administrator sees every zone without `user_edit`. */
  adminSeesAllZones: boolean;

  /** What `addforward` does with a source's existing targets. */
  addforward: "adds" | "overwrites";
  /** Whether `addforward` answers code 1 if every target exists already. */
  refuseRepeatedForward: boolean;
  /**
   * What `delforward` does with several targets: `strict` rejects them all if one is unknown, `lenient` removes
   * the known ones, `single` rejects more than one target.
   */
  delforward: "strict" | "lenient" | "single";
  /** Whether `save_local` is read by its value as PHP does ("" and "0" are false) or by its presence. */
  saveLocalBy: "value" | "presence";
  /** Whether `delmail` also deletes the address's forwarding. */
  delmailTakesForwards: boolean;
  /** Whether `delmail` also removes the address from the targets of all forwardings. */
  delmailTakesTargets: boolean;

  /** Whether writes take turns. Without locks, each write reads the whole state, waits, and writes it all back. */
  locks: boolean;
  /** How long a write takes, in milliseconds: within the lock, or without locks between reading and writing. */
  writeMs: number;
  /** How long each call waits before it is processed, in milliseconds. */
  latencyMs: number;
}

/** The default settings. */
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
