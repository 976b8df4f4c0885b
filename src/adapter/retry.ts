import { backOff } from "exponential-backoff";
import { setTimeout as sleep } from "node:timers/promises";
import { CallClock } from "./callClock";
import { BrainycpError } from "./errors";
import type { PanelSettings } from "../settings";

/** The longest that is waited between two attempts, whatever `Retry-After` asks for, in seconds. */
const longestPause = 30;

/** After how many times the deadline of one attempt no other is begun. */
const totalDeadline = 4;

/**
 * Runs an attempt again after transient failures, with growing pauses, as often as the settings allow, but begins none
 * once the call's clock shows `totalDeadline` attempts' time. An attempt stops the clock while it waits for its turn.
 */
export function retrying<T>(
  { maxRetries, timeoutSeconds }: PanelSettings,
  attempt: (clock: CallClock) => Promise<T>,
): Promise<T> {
  const clock = new CallClock();
  return backOff(() => attempt(clock), {
    numOfAttempts: maxRetries + 1,
    startingDelay: 200,
    maxDelay: longestPause * 1000,
    jitter: "full",
    retry: async (error: unknown) => {
      if (!(error instanceof BrainycpError) || !error.transient) return false;
      if (clock.seconds > totalDeadline * timeoutSeconds) return false;
      if (error.retryAfterSeconds !== undefined)
        await sleep(Math.min(error.retryAfterSeconds, longestPause) * 1000);
      return true;
    },
  });
}
