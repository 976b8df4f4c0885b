/** A turn to write, while it lasts. */
export interface Turn {
  /** Whether the turn is still ours; nothing may be written when it is not. */
  isHeld(): boolean;
}

/** Lets runs write to a panel in turn. */
export interface Turns {
  /** Waits for a turn and does the work in it. Ask the turn right before each write: it can be lost. */
  take<T>(work: (turn: Turn) => Promise<T>): Promise<T>;
}
