import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type * as z from "zod";
import { replaceFile } from "./durableFile";

/** Writes a value as JSON with its own SHA-256, so that every changed byte is noticed. @throws Error of the file system. */
export function writeChecked(path: string, value: object): void {
  replaceFile(path, textOf(value));
}

/**
 * Reads what `writeChecked` wrote.
 *
 * @throws Error of the file system, of a value that is not as its schema says, or of a changed byte.
 */
export function readChecked<Schema extends z.ZodType>(path: string, schema: Schema): z.infer<Schema> {
  const text = readFileSync(path, "utf8");
  const { sha256, ...value } = JSON.parse(text) as { sha256?: unknown };
  if (typeof sha256 !== "string" || textOf(value) !== text) throw new Error("its SHA-256 is another");
  return schema.parse(value);
}

function textOf(value: object): string {
  const sha256 = createHash("sha256").update(JSON.stringify(value)).digest("hex");
  return `${JSON.stringify({ ...value, sha256 }, undefined, 2)}\n`;
}
