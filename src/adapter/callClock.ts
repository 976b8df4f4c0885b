import { performance } from "node:perf_hooks";

/** How long one call has been going on, pauses and repetitions included, without the time in which it was stopped. */
export class CallClock {
  private before = 0;
  private since: number | undefined = performance.now();

  get seconds(): number {
    return (this.before + (this.since === undefined ? 0 : performance.now() - this.since)) / 1000;
  }

  /** Stops the clock: the call waits for others. */
  stop(): void {
    this.before = this.seconds * 1000;
    this.since = undefined;
  }

  /** Lets a stopped clock go on. */
  start(): void {
    this.since ??= performance.now();
  }
}
