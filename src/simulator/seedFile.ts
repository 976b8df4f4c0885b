import { readFileSync } from "node:fs";
import * as z from "zod";
import { accountShape } from "./seed";
import { someSettingsSchema } from "./simulatorSettings";

const schema = z.strictObject({
  accounts: z.array(z.strictObject({ ...accountShape, password: accountShape.password.optional() })).min(1),
  mailboxes: z
    .array(z.strictObject({ email: z.string(), password: z.string(), quota: z.int().nonnegative() }))
    .default([]),
  forwards: z
    .array(
      z.strictObject({
        source: z.string(),
        targets: z.array(z.string()).min(1),
        saveLocal: z.boolean().default(false),
      }),
    )
    .default([]),
  settings: someSettingsSchema.default({}),
});

/** What a panel starts with. An account without a password gets the one from the environment. */
export type SeedFile = z.infer<typeof schema>;

/** The seed used if the command line names none. */
export const defaultSeed: SeedFile = schema.parse({
  accounts: [{ name: "demo", domains: ["example.com", "example.org"] }],
});

/** Reads a seed file. @throws Error naming every mistake in the file, but no value. */
export function readSeedFile(path: string): SeedFile {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    // The parser's own error quotes a part of the text, which may contain a password.
    throw error instanceof SyntaxError ? new Error(`--seed ${path}: not JSON; --help shows a seed`) : error;
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const mistakes = result.error.issues.map(
    ({ path: at, message }) => `${z.core.toDotPath(at) || "seed"}: ${message}`,
  );
  throw new Error(`--seed ${path}: ${mistakes.join("; ")}; --help shows a seed`);
}
