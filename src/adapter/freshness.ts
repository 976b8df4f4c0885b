/** How fresh a look has to be. Moments are those of `performance.now()`. */
export interface Freshness {
  /** The look begins after this moment; by default after it is asked for. */
  readonly since?: number;
  /** Whether it may wait for others that are on their way to the same look, so that one call serves all. */
  readonly isShared?: boolean;
}

/** How old a look before a change may be, in milliseconds: it is older anyway by the wait for the turn to write. */
export const recent = 30_000;

/** A look that begins after it is asked for, and waits for others on their way to it. */
export const withOthers: Freshness = { isShared: true };
