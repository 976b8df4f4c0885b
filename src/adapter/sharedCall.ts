import { performance } from "node:perf_hooks";
import type { Freshness } from "./freshness";
import type { Gathering } from "./gathering";

/** A call, and when it began. */
interface Begun<T> {
  readonly at: number;
  readonly answer: Promise<T>;
}

/**
 * One call that serves all who ask for what is as fresh. Each asker gets an answer to a call that began after the moment
 * that it names: the last one's, where that did. At most one call is under way, and all who ask for a later one meanwhile
 * share the next. What failed is called again.
 */
export class SharedCall<T> {
  private running: Begun<T> | undefined;
  private last: Begun<T> | undefined;
  private next: Promise<T> | undefined;

  constructor(
    private readonly call: () => Promise<T>,
    private readonly gathering?: Gathering,
  ) {}

  ask({ since = performance.now(), isShared = false }: Freshness = {}): Promise<T> {
    for (const known of [this.last, this.running])
      if (known !== undefined && known.at > since) return known.answer;
    if (isShared && this.gathering !== undefined)
      return this.gathering.join().then(() => this.ask({ since }));
    if (this.next !== undefined) return this.next;
    if (this.running === undefined) return this.start();
    const start = (): Promise<T> => this.start();
    this.next = this.running.answer.then(start, start);
    return this.next;
  }

  private start(): Promise<T> {
    this.next = undefined;
    const begun: Begun<T> = { at: performance.now(), answer: this.call() };
    this.running = begun;
    const end = (isAnswered: boolean): void => {
      if (this.running === begun) this.running = undefined;
      if (isAnswered) this.last = begun;
    };
    begun.answer.then(
      () => end(true),
      () => end(false),
    );
    return begun.answer;
  }
}
