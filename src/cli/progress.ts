/** How often a log is told of long work, in milliseconds. */
const logEvery = 5000;

/** Says how far the work is: one moving line at a terminal, a few lines in a log. */
export class Progress {
  private stage = "";
  private saidAt = 0;

  private constructor(private readonly show: (text: string, isNew: boolean) => void) {}

  /** Ends the line, so that something else can be written. */
  [Symbol.dispose]: () => void = () => undefined;

  /** Begins, with nothing to say yet. */
  static async begin(isTerminal: boolean, tell: (line: string) => void): Promise<Progress> {
    if (!isTerminal) {
      const log = new Progress((text, isNew) => {
        if (!isNew && Date.now() - log.saidAt < logEvery) return;
        log.saidAt = Date.now();
        tell(text);
      });
      return log;
    }
    const { default: yoctoSpinner } = await import("yocto-spinner");
    const spinner = yoctoSpinner();
    const line = new Progress((text) => void spinner.start(text));
    line[Symbol.dispose] = () => void spinner.stop();
    return line;
  }

  /** Says what is being done now. */
  begins(stage: string): void {
    this.stage = stage;
    this.show(stage, true);
  }

  /** Says how much of it is done. */
  counts(done: number, total: number): void {
    if (done > 0 && done < total) this.details(`${done} of ${total}`);
  }

  /** Says how far it is, in words. */
  details(words: string): void {
    this.show(`${this.stage}: ${words}`, false);
  }
}
