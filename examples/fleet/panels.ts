import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

const panel = z.strictObject({
  endpoint: z.string(),
  username: z.string(),
  domains: z.array(z.string()),
});
const panels = z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), panel, {
  error: ({ code }) => (code === "invalid_key" ? "is not a name such as eu or eu-2" : undefined),
});

/** One panel of the fleet. */
export interface Panel extends z.infer<typeof panel> {
  readonly name: string;
  readonly password: string;
}

/** The environment variable with the password of a panel's account. */
const passwordVariable = (name: string) => `BRAINYCP_PASSWORD_${name.toUpperCase().replaceAll("-", "_")}`;

/**
 * Reads the panels from the file, and their passwords from the environment.
 *
 * @param only the names of the panels to read; all by default
 * @throws Error that says what is wrong with the file, which names it lacks, or which passwords are missing
 */
export function readPanels(file: string, env: NodeJS.ProcessEnv, only?: readonly string[]): Panel[] {
  const wanted = Object.entries(readFields(file, only)).map(([name, fields]) => {
    return { ...fields, name, password: env[passwordVariable(name)] ?? "" };
  });
  const missing = wanted.filter(({ password }) => password === "").map(({ name }) => passwordVariable(name));
  if (missing.length > 0) throw new Error(`Not set in the environment: ${missing.join(", ")}`);
  return wanted;
}

/**
 * Reads the names of the panels from the file.
 *
 * @param only as for `readPanels`
 * @throws Error that says what is wrong with the file, or which names it lacks
 */
export function readPanelNames(file: string, only?: readonly string[]): string[] {
  return Object.keys(readFields(file, only));
}

function readFields(file: string, only: readonly string[] = []): z.infer<typeof panels> {
  const { data, error } = panels.safeParse(parse(readFileSync(file, "utf8")));
  if (error !== undefined) throw new Error(`${file}:\n${z.prettifyError(error)}`);
  const unknown = only.filter((name) => !(name in data));
  if (unknown.length > 0) throw new Error(`${file} has no ${unknown.join(", ")}.`);
  const isWanted = ([name]: [string, unknown]) => only.length === 0 || only.includes(name);
  return Object.fromEntries(Object.entries(data).filter(isWanted));
}
