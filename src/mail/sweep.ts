import { BrainycpError } from "../adapter/errors";
import type { Archive } from "./archive";
import { archiveMail } from "./archiveMail";
import type { ImapMailbox } from "./imapMailbox";
import type { Progress } from "./tally";

/**
 * Archives a mailbox again until nothing changed in it during a pass, and seals the archive.
 *
 * @param passes - How often it is tried, 5 by default.
 * @returns The mailbox's state, which is that of the archive.
 * @throws BrainycpError (`mail_moving`) where the mailbox changed during every pass.
 */
export async function sweep(
  mailbox: ImapMailbox,
  archive: Archive,
  passes = 5,
  progress?: Progress,
): Promise<string> {
  let before = await mailbox.state();
  for (let pass = 1; pass <= passes; pass += 1) {
    await archiveMail(mailbox, archive, progress);
    const after = await mailbox.state();
    if (after === before) {
      archive.seal();
      return after;
    }
    before = after;
  }
  throw new BrainycpError({
    code: "mail_moving",
    problem: `The mail of ${archive.facts.address} changed while it was archived, ${passes} times in a row`,
    nextStep:
      "Run it again when less mail arrives, and with mail programs closed. What was archived is kept, and nothing was deleted",
    transient: true,
  });
}
