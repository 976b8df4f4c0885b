import type { Turn } from "../adapter/turn";

/** What makes a turn: nobody else has it until it is released. */
export interface Lock extends Turn {
  release(): void;
}

/** The locks that runs take in turn, each by its name. */
export interface Locks {
  /**
   * Takes a lock; undefined where another holds it.
   *
   * @throws BrainycpError where that cannot be told.
   */
  take(name: string): Promise<Lock | undefined>;

  /**
   * What tells the one who holds a lock from the next one; undefined where nobody does, as far as is known.
   *
   * @throws BrainycpError where that cannot be told.
   */
  holder(name: string): Promise<string | undefined>;
}
