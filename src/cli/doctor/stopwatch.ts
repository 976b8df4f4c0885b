import { performance } from "node:perf_hooks";
import { BrainycpError } from "../../adapter/errors";
import { sentence, setting } from "../../adapter/sentence";
import { stackWords, type SettingWords } from "../../adapter/settingWords";
import { ok, skip, warn, wrong, type Check } from "./finding";

/** What a reader who does not look at a stack has to set besides. */
const inStackToo = (words: SettingWords): string => {
  const inStack = stackWords.nameOf("timeoutSeconds");
  return words.nameOf("timeoutSeconds").startsWith("brainycp:") ? "" : `, and ${inStack} in the stack`;
};

/** Takes the time of a panel's answers. */
export class Stopwatch {
  private readonly times: number[] = [];
  private reachedDeadline = false;

  constructor(private readonly timeoutSeconds: number) {}

  /** The answer to a call, or the error that it ended with. */
  async take<T>(call: () => Promise<T>): Promise<T | BrainycpError> {
    const started = performance.now();
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof BrainycpError)) throw error;
      this.reachedDeadline ||= error.code === "timeout";
      return error;
    } finally {
      this.times.push(performance.now() - started);
    }
  }

  /**
   * Whether the answers came in time.
   *
   * @param isReached whether there were answers, and not only failures to get one
   */
  check(name: string, isReached: boolean): Check {
    const times = this.times.toSorted((a, b) => a - b);
    const median = times[Math.floor(times.length / 2)];
    const deadline = `the limit is ${this.timeoutSeconds} s`;
    const seconds = Math.min(3600, this.timeoutSeconds * 4);
    const longer = sentence`Check whether the panel is busy. To wait longer, set ${setting("timeoutSeconds")} to ${seconds}${inStackToo}`;
    if (this.reachedDeadline) return wrong(name, `an answer timed out; ${deadline}`, longer);
    if (!isReached || median === undefined) return skip(name, "there was no answer");
    const text = `${Math.round(median)} ms, the median of ${times.length} answers; ${deadline}`;
    return median > (this.timeoutSeconds * 1000) / 4 ? warn(name, text, longer) : ok(name, text);
  }
}
