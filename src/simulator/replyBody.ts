import type { Answer } from "./operation";
import type { SimulatorSettings } from "./simulatorSettings";

/** The reply to wrong credentials. */
export const wrongCredentials = encodePhpJson({ code: 1, message: "Not perm2" });

/** The reply to an account without API access. */
export const noApiAccess = encodePhpJson({ code: 1, message: "Not perm" });

/** The body of a reply, with the keys that the settings name. */
export function replyBody(answer: Answer, settings: Readonly<SimulatorSettings>): string {
  const { codeKey, codeAs, messageKey } = settings;
  const reply: Record<string, unknown> = {
    [codeKey]: codeAs === "string" ? String(answer.code) : answer.code,
    [messageKey]: answer.message,
  };
  if (answer.content === undefined) return encodePhpJson(reply);
  const { value, place } = answer.content;
  const key = settings[place];
  if (key === "mess") return encodePhpJson({ ...reply, [messageKey]: value });
  if (key !== "top") return encodePhpJson({ ...reply, [key]: value });
  // As PHP appends to an array: values without a key of their own are numbered from 0.
  return encodePhpJson({ ...reply, ...(typeof value === "object" ? value : { 0: value }) });
}

/** JSON as PHP's json_encode writes it: ASCII only, "/" escaped, and an array without keys as `[]`. */
function encodePhpJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (isEmptyRecord(part) ? [] : part))
    .replaceAll("/", "\\/")
    .replaceAll(/[^\0-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function isEmptyRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
