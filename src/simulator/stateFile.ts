import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { addressKey, domainKey } from "./mailAddress";
import type { PanelState } from "./state";

const digest = z.object({ salt: z.string(), digest: z.string() });

const schema = z.object({
  version: z.literal(1),
  accounts: z.array(z.object({ name: z.string(), password: digest, admin: z.boolean(), api: z.boolean() })),
  domains: z.array(
    z.object({
      name: z.string(),
      owner: z.string(),
      hosted: z.boolean(),
      spf: z.boolean(),
      dkim: z.boolean(),
      dkimKey: z.string().optional(),
      texts: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
    }),
  ),
  mailboxes: z.array(z.object({ email: z.string(), quota: z.number(), password: digest })),
  forwards: z.array(z.object({ source: z.string(), targets: z.array(z.string()), saveLocal: z.boolean() })),
});

/** Reads the state from a file; `undefined` if the file does not exist. */
export function loadState(path: string): PanelState | undefined {
  if (!existsSync(path)) return undefined;
  const kept = parseState(path, readFileSync(path, "utf8"));
  return {
    accounts: new Map(kept.accounts.map((account) => [account.name, account])),
    domains: new Map(
      kept.domains.map((domain) => [domainKey(domain.name), { dkimKey: undefined, ...domain }]),
    ),
    mailboxes: new Map(kept.mailboxes.map((box) => [addressKey(box.email), box])),
    forwards: new Map(kept.forwards.map((forward) => [addressKey(forward.source), forward])),
  };
}

/** Writes the state atomically: to a new file, which then replaces the old one. */
export function saveState(path: string, state: PanelState): void {
  const kept: z.infer<typeof schema> = {
    version: 1,
    accounts: [...state.accounts.values()],
    domains: [...state.domains.values()],
    mailboxes: [...state.mailboxes.values()],
    forwards: [...state.forwards.values()],
  };
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(kept, undefined, 1)}\n`, { mode: 0o600 });
  renameSync(temporary, path);
}

function parseState(path: string, text: string): z.infer<typeof schema> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${path} is not a simulator state file. Remove it or choose another file.`, { cause });
  }
}
