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
}
