import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type * as z from "zod";
import { addressKey, domainKey } from "./mailAddress";
import { storedState, type PanelState } from "./state";

export function loadState(path: string): PanelState | undefined {
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, "utf8");
  try {
    const kept = storedState.parse(JSON.parse(text));
    return {
      accounts: new Map(kept.accounts.map((account) => [account.name, account])),
      domains: new Map(kept.domains.map((domain) => [domainKey(domain.name), domain])),
      mailboxes: new Map(kept.mailboxes.map((box) => [addressKey(box.email), box])),
      forwards: new Map(kept.forwards.map((forward) => [addressKey(forward.source), forward])),
    };
  } catch (cause) {
    throw new Error(`${path} is not a simulator state file. Remove it or choose another file.`, { cause });
  }
}

/** Writes the state atomically: to a new file, which then replaces the old one. */
export function saveState(path: string, state: PanelState): void {
  const kept: z.infer<typeof storedState> = {
    version: 2,
    accounts: [...state.accounts.values()],
    domains: [...state.domains.values()],
    mailboxes: [...state.mailboxes.values()],
    forwards: [...state.forwards.values()],
  };
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(kept, undefined, 1)}\n`, { mode: 0o600 });
  renameSync(temporary, path);
}
