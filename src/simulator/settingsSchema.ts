import { z } from "zod";
import type { SimulatorSettings } from "./simulatorSettings";

const place = z.enum(["data", "list", "mess", "top"]);
const milliseconds = z.int().nonnegative();
const key = z.string().min(1);

/** The settings as a file or a command line gives them. */
export const settingsSchema = z.strictObject({
  credentials: z.enum(["either", "login", "username", "page"]),
  codeKey: z.enum(["error", "code"]),
  codeAs: z.enum(["number", "string"]),
  messageKey: z.enum(["mess", "message"]),
  listShape: z.enum(["addresses", "keyedQuotas", "keyedRecords", "records", "domains", "domainRecords"]),
  listIn: place,
  addressKey: key,
  quotaFactor: z.int().positive().nullable(),
  forwardShape: z.enum(["joined", "lists", "rows", "records", "arrows", "domains", "domainLists"]),
  sourceKey: key,
  targetKey: key,
  showSaveLocal: z.boolean(),
  zoneShape: z.enum(["text", "records", "types", "lines"]),
  zoneIn: place,
  zoneValueKey: key,
  zoneNames: z.enum(["relative", "absolute"]),
  zoneTxt: z.enum(["plain", "quoted"]),
  dkimSelector: key,
  adminSeesAllZones: z.boolean(),
  addforward: z.enum(["adds", "overwrites"]),
  refuseRepeatedForward: z.boolean(),
  delforward: z.enum(["strict", "lenient", "single"]),
  saveLocalBy: z.enum(["value", "presence"]),
  delmailTakesForwards: z.boolean(),
  delmailTakesTargets: z.boolean(),
  locks: z.boolean(),
  writeMs: milliseconds,
  latencyMs: milliseconds,
}) satisfies z.ZodType<SimulatorSettings>;

/** Any subset of the settings, as a file or a command line gives it. */
export const someSettingsSchema = settingsSchema.partial();
