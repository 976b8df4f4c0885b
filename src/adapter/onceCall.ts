/** One call that serves all who ever ask. */
export class OnceCall<T> {
  private answer: Promise<T> | undefined;

  constructor(private readonly call: () => Promise<T>) {}

  ask(): Promise<T> {
    this.answer ??= this.call();
    return this.answer;
  }
}
