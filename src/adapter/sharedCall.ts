/**
 * One call that serves all who ask at once. Each asker gets an answer to a call that began after asking: at most one
 * call is under way, and all who ask meanwhile share the next.
 */
export class SharedCall<T> {
  private running: Promise<T> | undefined;
  private next: Promise<T> | undefined;

  constructor(private readonly call: () => Promise<T>) {}

  ask(): Promise<T> {
    if (this.next !== undefined) return this.next;
    if (this.running === undefined) return this.start();
    const start = (): Promise<T> => this.start();
    this.next = this.running.then(start, start);
    return this.next;
  }

  private start(): Promise<T> {
    this.next = undefined;
    const running = this.call().finally(() => {
      if (this.running === running) this.running = undefined;
    });
    this.running = running;
    return running;
  }
}
