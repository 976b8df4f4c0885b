/** What a mailbox says of its own about changes that would lose mail. */
export interface LossWords {
  readonly adopt?: boolean;
  readonly refuseMailLoss?: boolean;
  readonly preserveMail?: boolean;
}

/** Whether deletions of this mailbox are refused: its own word counts, then the stack's, then `adopt`. */
export function refusesLoss(mailbox: LossWords, stack: boolean | undefined): boolean {
  return mailbox.refuseMailLoss ?? stack ?? mailbox.adopt === true;
}
