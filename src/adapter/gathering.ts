import { performance } from "node:perf_hooks";

/** How many things the engine does at once, where nobody tells it otherwise. */
const usual = 16;

/** How long nobody must come before those who wait go without them, in milliseconds. */
const calm = { shortest: 100, longest: 3000, gaps: 4, trial: { shortest: 15, gaps: 2 } };

/** How often those who wait go as soon as they are as many as the last times, before they look for more again. */
const betweenTrials = 8;

/**
 * Lets those who need the same look go together. They go when as many wait as do things at once, or when nobody has
 * come for a while; not while a change that leads to the look is under way, for as long as a call may take.
 */
export class Gathering {
  /** How many changes are under way that lead to the look. */
  private underWay = 0;
  private waiting: (() => void)[] = [];
  /** How many come at once, as far as this run has seen. */
  private width = usual;
  /** How many went because nobody came any more, the last time; undefined where that was not so. */
  private fewer: number | undefined;
  private sinceTrial = 0;
  private firstCame = 0;
  /** How fast changes come, and how fast those who wait. */
  private readonly paces = { changes: new Pace(), waiting: new Pace() };
  private timer: NodeJS.Timeout | undefined;

  /** @param longest how many milliseconds nobody waits longer than */
  constructor(private readonly longest: number) {}

  /** Makes a change that leads to the look. */
  async lead<T>(change: () => Promise<T>): Promise<T> {
    this.paces.changes.come();
    this.underWay += 1;
    this.width = Math.max(this.width, this.underWay + this.waiting.length);
    try {
      return await change();
    } finally {
      this.underWay -= 1;
      this.consider();
    }
  }

  /** Waits for others. */
  join(): Promise<void> {
    this.paces.waiting.come();
    return new Promise((go) => {
      if (this.waiting.length === 0) this.firstCame = performance.now();
      this.waiting.push(go);
      this.consider();
    });
  }

  /** Lets those who wait go, now or later. */
  private consider(): void {
    clearTimeout(this.timer);
    const number = this.waiting.length;
    if (number === 0) return;
    const isTrial = this.sinceTrial >= betweenTrials;
    if (this.underWay === 0 && number >= (isTrial ? Math.max(usual, this.width) : this.width)) {
      this.fewer = undefined;
      this.go(isTrial ? number : this.width);
      return;
    }
    const left = this.firstCame + this.longest - performance.now();
    const gap = Math.max(this.paces.changes.gap, this.paces.waiting.gap);
    // all that usually come are there: the next would come soon
    const { gaps, shortest } = isTrial && number >= this.width ? calm.trial : calm;
    const patience = Math.min(Math.max(gaps * gap, shortest), calm.longest);
    this.timer = setTimeout(() => this.goWithout(), this.underWay > 0 ? left : Math.min(patience, left));
  }

  /** Lets those who wait go without others. Once they are fewer, others may only be late; twice, they are no more. */
  private goWithout(): void {
    const number = this.waiting.length;
    const isFewer = number < this.width && this.underWay === 0;
    const before = this.fewer;
    this.fewer = isFewer ? number : undefined;
    const isKnown = isFewer && before !== undefined;
    this.go(isKnown ? Math.max(number, before) : Math.max(this.width, number));
  }

  private go(width: number): void {
    this.sinceTrial = this.sinceTrial >= betweenTrials ? 0 : this.sinceTrial + 1;
    this.width = width;
    const going = this.waiting;
    this.waiting = [];
    for (const go of going) go();
  }
}

/** How fast things come. */
class Pace {
  /** The usual time between two, in milliseconds. */
  gap = 0;
  private last: number | undefined;

  /** Notes that one comes. */
  come(): void {
    const now = performance.now();
    const gap = Math.min(now - (this.last ?? now), calm.longest);
    this.gap += (gap - this.gap) / 8;
    this.last = now;
  }
}
