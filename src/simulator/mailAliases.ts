import { renameSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { addressKey } from "./mailAddress";
import type { Forward } from "./state";

/** The forwardings of a mail server, as a panel writes them into an aliases file. */
export class MailAliases {
  private readonly file: string;
  private written: string | undefined;

  /** @param file made where there is none; all of it is the panel's */
  constructor(file: string) {
    this.file = resolve(file);
  }

  /** Writes all forwardings, atomically: `source: target, target`, with the source among them where a copy is kept. */
  write(forwards: Iterable<Forward>): void {
    const text = [...forwards].map(lineOf).join("");
    if (text === this.written) return;
    const temporary = `${this.file}.${process.pid}.tmp`;
    writeFileSync(temporary, text);
    renameSync(temporary, this.file);
    this.written = text;
  }
}

function lineOf({ source, targets, saveLocal }: Forward): string {
  const all = [...(saveLocal ? [source] : []), ...targets].map(addressKey);
  // Mail servers take some words of such a file for commands.
  const odd = [source, ...all].find(
    (address) => !/^[\p{L}\p{N}][\p{L}\p{N}.!$%&'*+/=?^_{}~@-]*$/u.test(address),
  );
  if (odd !== undefined) throw new Error(`An aliases file cannot hold the address ${JSON.stringify(odd)}.`);
  return `${addressKey(source)}: ${[...new Set(all)].join(", ")}\n`;
}
