import type { Command } from "commander";
import { addArchive } from "./archiveCommand";
import { addList } from "./listCommand";
import { addPrune } from "./pruneCommand";
import { addRestore } from "./restoreCommand";
import { addVerify } from "./verifyCommand";
import type { Terminal } from "../terminal";

/** Adds `mail` with its commands, which call `fail` where they found a problem. */
export function addMail(program: Command, terminal: Terminal, fail: () => void): void {
  const mail = program
    .command("mail")
    .summary("archive the mail of mailboxes, and restore it")
    .description("Archives the mail of mailboxes over IMAP, and restores it. The panel is not asked.");
  addArchive(mail, terminal, fail);
  addList(mail, terminal);
  addVerify(mail, terminal, fail);
  addRestore(mail, terminal);
  addPrune(mail, terminal);
}
