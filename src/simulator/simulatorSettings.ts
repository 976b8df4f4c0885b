import * as z from "zod";

const place = z.enum(["data", "list", "mess", "top"]);
const milliseconds = z.int().nonnegative();
const key = z.string().min(1);

// A plain object, so that the comments reach the editors of those who set a switch.
const shape = {
  /**
   * Which fields carry the account: `login` + `pass`, `username` + `password`, or `either` (`login` and `pass` are
   * each preferred if present). `username` reads fields as PHP does, so on `addmail` and `delmail` the mailbox's
   * password hides the account's. `page` takes the page literally: the first `password` of the form is the
   * account's and the last one is the mailbox's.
   */
  credentials: z.enum(["either", "login", "username", "page"]),
  /** The name of the code in a reply. */
  codeKey: z.enum(["error", "code"]),
  /** Whether codes are JSON numbers or numeric strings. */
  codeAs: z.enum(["number", "string"]),
  /** The name of the message in a reply. */
  messageKey: z.enum(["mess", "message"]),

  /**
   * The shape of `getlistmail`: full addresses in an array; addresses as keys of quotas or of records; an
   * array of records; local parts under the domain's key, in an array or as keys of records.
   */
  listShape: z.enum(["addresses", "keyedQuotas", "keyedRecords", "records", "domains", "domainRecords"]),
  /** Where a list of mailboxes, forwardings or zones stands in the reply; `top`: among the reply's own keys. */
  listIn: place,
  /** The key of the address in `listShape: "records"`. */
  addressKey: key,
  /** What the list multiplies quotas by: 1, 1024, 1024², 1000, 1000²; `null` shows no quota at all. */
  quotaFactor: z.int().positive().nullable(),

  /**
   * The shape of `getforwardmail`: source as key of "t1,t2" or of [t1, t2]; an array of records, one per target
   * (`rows`) or one per source (`records`); strings "source => t1,t2"; local parts under the domain's key.
   */
  forwardShape: z.enum(["joined", "lists", "rows", "records", "arrows", "domains", "domainLists"]),
  /** The key of the source in `forwardShape: "rows"` and `"records"`. */
  sourceKey: key,
  /** The key of the target in `forwardShape: "rows"` and `"records"`. */
  targetKey: key,
  /** Whether `forwardShape: "rows"` and `"records"` show `save_local`, as `"1"` or `"0"`. */
  showSaveLocal: z.boolean(),

  /** The shape of `show_zones`: a BIND zone file, an array of records, records by type, an array of lines. */
  zoneShape: z.enum(["text", "records", "types", "lines"]),
  /** Where the zone stands in the reply. */
  zoneIn: place,
  /** The key of a record's value in `zoneShape: "records"` and `"types"`. */
  zoneValueKey: key,
  /** How records name their owner: relative to the zone (`@`, `dkim._domainkey`) or in full with a dot. */
  zoneNames: z.enum(["relative", "absolute"]),
  /** Whether TXT values of records are plain text or quoted strings of at most 255 bytes. */
  zoneTxt: z.enum(["plain", "quoted"]),
  /** The DKIM selector: the key stands at `<selector>._domainkey`. */
  dkimSelector: key,
  /** Whether an administrator sees every zone without `user_edit`. */
  adminSeesAllZones: z.boolean(),

  /** What `addforward` does with the targets that a source has already. */
  addforward: z.enum(["adds", "overwrites"]),
  /** Whether `addforward` answers code 1 when every target is there already. */
  refuseRepeatedForward: z.boolean(),
  /**
   * What `delforward` does with several targets: `strict` rejects them all if one is unknown, `lenient` removes
   * the known ones, `single` rejects more than one target.
   */
  delforward: z.enum(["strict", "lenient", "single"]),
  /** Whether `save_local` counts by its PHP truth ("" and "0" are false) or by being there at all. */
  saveLocalBy: z.enum(["value", "presence"]),
  /** Whether `delmail` takes the address's forwardings with it. */
  delmailTakesForwards: z.boolean(),
  /** Whether `delmail` takes the address out of the targets of all forwardings. */
  delmailTakesTargets: z.boolean(),
  /** Whether `delmail` leaves the Maildir on the mail server, whose next account of this address then finds it. */
  delmailLeavesMaildir: z.boolean(),
  /** What a quota counts on the mail server: bytes or 1024, 1024² or 1024³ of them. */
  mailQuotaUnit: z.enum(["B", "K", "M", "G"]),

  /** Whether writes take turns; without locks each reads the whole state, waits, and writes it back whole. */
  locks: z.boolean(),
  /** How long a write takes, in milliseconds: with locks inside the lock, without them between read and write. */
  writeMs: milliseconds,
  /** How long every call waits before it is looked at, in milliseconds. */
  latencyMs: milliseconds,
};

/** How the stand-in panel behaves where the vendor's page leaves it open; every switch may be changed at run time. */
export type SimulatorSettings = z.infer<z.ZodObject<typeof shape>>;

export const settingsSchema = z.strictObject(shape);

/** Some of the settings: what a file or a command line says of them. */
export const someSettingsSchema = settingsSchema.partial();

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
  delmailLeavesMaildir: false,
  mailQuotaUnit: "M",
  locks: true,
  writeMs: 0,
  latencyMs: 0,
};
