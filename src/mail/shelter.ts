import * as z from "zod";
import type { ImapMailbox } from "./imapMailbox";
import type { MailLogin } from "./imapSession";
import type { Progress, Tally } from "./tally";

/**
 * How far the move of a mailbox's mail is. Each step is noted before it is done, so that the next run goes on there.
 *
 * - `filling`: the mail is being taken in; nothing was deleted.
 * - `deleting`: all mail is taken in; the mailbox may be deleted, wholly or in part, or still be there.
 * - `adding`: the mailbox is deleted; the new one may be there.
 * - `restoring`: the new mailbox is there, and may hold a part of the mail.
 */
export const moveNote = z.object({
  step: z.enum(["filling", "deleting", "adding", "restoring"]),
  /** The quota of the mailbox that is there in this step, or is about to be. */
  quota: z.number(),
  /** A digest of its password, which only the account's password can compare. */
  password: z.string(),
  /** What tells whether the account's password is still the one of the digest. */
  account: z.string().optional(),
  /** Whether more mail is being taken in, so that nothing vouches for the whole. */
  isAbsorbing: z.boolean().optional(),
  /** Forwardings of its address, or to it, which the panel may take along with it: what they were before. */
  forwards: z
    .array(
      z.object({
        source: z.string(),
        targets: z.array(z.string()).readonly(),
        saveLocal: z.boolean().optional(),
      }),
    )
    .readonly()
    .optional(),
});

export type MoveNote = z.infer<typeof moveNote>;

/** What holds the mail of a mailbox while that is deleted and made anew. */
export interface Shelter {
  /** What was noted last. */
  readonly note: MoveNote;
  /** Where it is, for people. */
  readonly where: string;
  /** How the mail is put into a mailbox by hand, for people: continues a sentence. */
  readonly byHand: string;
  /** Opens the mailbox, makes the shelter if that is new, works, and closes the mailbox. */
  open<T>(login: MailLogin, work: (mailbox: ImapMailbox) => Promise<T>): Promise<T>;
  /** Notes a step before it is done; it outlives this process. */
  setNote(note: MoveNote): Promise<void>;
  /** Takes in what the mailbox holds until nothing changes there any more, and reads it back to check it. */
  fill(mailbox: ImapMailbox, progress?: Progress): Promise<Tally>;
  /** As `fill`, for what came or went since: short, right before the mailbox is deleted. */
  topUp(mailbox: ImapMailbox): Promise<void>;
  /** Takes in what the mailbox holds beside what is here already, and lets go of nothing. */
  absorb(mailbox: ImapMailbox): Promise<Tally>;
  /** Puts all mail into a mailbox that may hold a part of it, and reads it back to check it. */
  restoreTo(mailbox: ImapMailbox, progress?: Progress): Promise<Tally>;
  /** A message that no mail server would take back, for people; undefined where there is none. */
  unfit(): Promise<string | undefined>;
  /** How much mail is here. */
  tally(): Promise<Tally>;
  /** Ends a move whose mail is where it belongs. */
  finish(): Promise<void>;
  /** Ends a move of a mailbox that is gone for good: the mail stays here. */
  keep(): Promise<void>;
  /** Ends a move that deleted nothing, or no mail. */
  abandon(): Promise<void>;
}
