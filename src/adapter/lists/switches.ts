/** Whether a value says yes: `"1"`, `"on"`, a date. An empty date of a database (`0000-00-00`) says no. */
export function isOn(value: unknown): boolean {
  if (typeof value === "string") return !/^([0\s:.-]*|no?|off|false|null|none|#)$/i.test(value.trim());
  if (typeof value === "object" && value !== null) return Object.values(value).some(isOn);
  return Boolean(value);
}

/** Whether the value of an error's field names an error. */
export function isFailure(value: unknown): boolean {
  return isOn(value) && !(typeof value === "string" && /^\s*(ok|success|no errors?)\W*$/i.test(value));
}
