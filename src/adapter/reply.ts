import * as z from "zod";
import { isFields } from "./lists/json";
import type { Meaning } from "./operations";

/** What the panel answered, in one shape. */
export interface Reply {
  /** The panel's code: `error` on the vendor's page, `code` in its answer to wrong credentials. */
  readonly code: number;
  /** The panel's message, in whatever language; empty where there was none. */
  readonly message: string;
  /** All that is not code and message: the list or the zone of a reading operation. */
  readonly data: unknown;
}

/** An answer of the panel, with what its code means for the operation that was called. */
export interface Answer extends Reply {
  readonly meaning: Meaning;
}

/** A body that is no reply, and what it is instead. */
export type NoReply = "blank" | "html" | "truncated" | "other";

const code = z.union([
  z.int(),
  z
    .string()
    .regex(/^\s*\d+\s*$/)
    .transform(Number),
]);

/**
 * Reads a body: JSON with `error` or `code` (a number or a numeric string) and `mess` or `message`, also behind
 * warnings that PHP printed before it. `bare` also takes a list that came without a code.
 */
export function readReply(raw: string, bare: boolean): Reply | NoReply {
  const trimmed = raw.replace(/^\uFEFF/, "").trim();
  if (trimmed === "") return "blank";
  const json = findJson(trimmed);
  if (json !== undefined) {
    const reply = asReply(json.value, bare);
    if (reply !== undefined) return reply;
  }
  if (/<(!doctype|html|head|body)\b/i.test(trimmed)) return "html";
  return json === undefined && /[{[]/.test(trimmed) ? "truncated" : "other";
}

function asReply(value: unknown, bare: boolean): Reply | undefined {
  if (isFields(value)) {
    const { error, code: otherCode, mess, message, ...rest } = value;
    const found = [error, otherCode]
      .map((candidate) => code.safeParse(candidate))
      .find((parsed) => parsed.success);
    if (found !== undefined) {
      const list = [mess, message].find((candidate) => typeof candidate === "object" && candidate !== null);
      return {
        code: found.data,
        message: [mess, message].find((candidate) => typeof candidate === "string") ?? "",
        data: list === undefined ? rest : { list, ...rest },
      };
    }
  }
  return bare && typeof value === "object" && value !== null
    ? { code: 0, message: "", data: value }
    : undefined;
}

/**
 * The JSON of a body that may begin or end with warnings: they end with a line break or a tag. Only the first place
 * that looks like JSON counts, so that the inside of an answer that was cut off is never taken for the whole.
 */
function findJson(raw: string): { readonly value: unknown } | undefined {
  const start = raw.search(/(?<=^|[\n>]\s*)(\{\s*["}]|\[\s*["{[\]])/);
  if (start < 0) return undefined;
  const end = Math.max(raw.lastIndexOf("}"), raw.lastIndexOf("]")) + 1;
  for (const piece of [raw.slice(start), raw.slice(start, end)]) {
    try {
      return { value: JSON.parse(piece) };
    } catch {
      // cut off, or followed by a warning
    }
  }
  return undefined;
}
