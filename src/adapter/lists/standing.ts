import { names, wordsOf } from "./fields";
import type { RowFields } from "./rowFields";
import { isFailure, isOn } from "./switches";

/** Whether a row says that its object was deleted, never existed, or could not be read. */
export function isGone(fields: RowFields): boolean {
  if (!fields.hasOneOf(tellingGone)) return false;
  return (
    goneNames.some((name) => isOn(fields.get(name))) ||
    thereNames.some((name) => isOff(fields, name)) ||
    isFailure(fields.first(errorNames)) ||
    /delet|remov|purg|destroy|trash|missing|not.?found/i.test(textIn(fields, statusNames))
  );
}

/** Whether a row says that it is switched off itself, rather than its mailbox. */
export function isSwitchedOff(fields: RowFields): boolean {
  return (
    offNames.some((name) => isOn(fields.get(name))) ||
    ["enabled", "isenabled", "active", "isactive"].some((name) => isOff(fields, name)) ||
    /^\s*(disabled|inactive|off|suspended|commented)\s*$/i.test(textIn(fields, statusNames))
  );
}

/** The words with which a row names its kind: `type: "normal_forward"`, `is_alias: 1`. */
export function kindWords(fields: RowFields): string[] {
  const flags = Object.entries(fields.raw).flatMap(([name, value]) => {
    const [is, ...kind] = wordsOf(name);
    return is === "is" && isOn(value) ? kind : [];
  });
  return [...wordsOf(textIn(fields, kindNames)), ...flags];
}

/** Whether a row has this field and its value says no. */
export function isOff(fields: RowFields, name: string): boolean {
  const value = fields.get(name);
  return value !== undefined && !isOn(value);
}

function textIn(fields: RowFields, names: readonly string[]): string {
  return names
    .map((name) => fields.get(name))
    .filter((value) => typeof value === "string")
    .join(" ");
}

const kindNames = ["type", "kind", "mailtype", "accounttype", "objecttype"];
const goneNames = names(`
  deleted isdeleted removed isremoved trashed istrashed deletedat removedat deletedon deletedate deleteddate
`);
const thereNames = ["exists", "isexists", "success"];
const errorNames = ["error", "errors", "err"];
const statusNames = ["status", "state"];
const tellingGone: ReadonlySet<string> = new Set([
  ...goneNames,
  ...thereNames,
  ...errorNames,
  ...statusNames,
]);
const offNames = names("disabled isdisabled suspended issuspended commented iscommented");
