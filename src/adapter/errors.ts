import type { ErrorCode } from "./errorCodes";
import { sentence, type Sentence, type Text } from "./sentence";
import type { SettingWords } from "./settingWords";

/** A mistake of somebody's, and what mends it. */
export interface Mistake {
  readonly what: Text;
  readonly remedy: Text;
}

/** The facts of an error; none of them may hold a secret. */
export interface ErrorFacts {
  readonly code: ErrorCode;
  /** What was wrong, naming the operation and the object. */
  readonly problem: Text;
  /** What the reader can do about it. */
  readonly nextStep: Text;
  /** What only matters where Pulumi runs the program: `message` ends with it, other readers are not told. */
  readonly runHint?: string;
  /** The panel's operation, where one was called. */
  readonly operation?: string;
  /** The panel's own code and message, where it answered with them. */
  readonly panelCode?: number;
  readonly panelMessage?: string;
  /** Whether the panel may have carried out the operation all the same. */
  readonly outcomeUnknown?: boolean;
  /** Whether the object may be there now, and can be there only through this call. */
  readonly unsettled?: boolean;
  /** Whether sending the same again may succeed, and how many seconds the panel asked to wait. */
  readonly transient?: boolean;
  readonly retryAfterSeconds?: number;
  /** Every mistake of what was written, where there may be several. */
  readonly mistakes?: readonly Mistake[];
  readonly cause?: unknown;
}

/**
 * The one error of this package. `message` says the operation, the object, what the panel answered and the next step,
 * in the words of a stack's configuration.
 *
 * Pulumi prints `String(error)` and `error.stack` of what a provider throws; both are kept to what helps its reader.
 */
export class BrainycpError extends Error {
  override readonly name = "BrainycpError";
  readonly code: ErrorCode;
  readonly operation: string | undefined;
  readonly panelCode: number | undefined;
  readonly panelMessage: string | undefined;
  readonly outcomeUnknown: boolean;
  readonly unsettled: boolean;
  readonly transient: boolean;
  readonly retryAfterSeconds: number | undefined;
  readonly problem: string;
  readonly nextStep: string;
  readonly mistakes: readonly Mistake[];

  constructor(private readonly facts: ErrorFacts) {
    super(
      [messageOf(facts), facts.runHint ?? []].flat().join(". "),
      facts.cause === undefined ? {} : { cause: facts.cause },
    );
    this.code = facts.code;
    this.operation = facts.operation;
    this.panelCode = facts.panelCode;
    this.panelMessage = facts.panelMessage;
    this.outcomeUnknown = facts.outcomeUnknown ?? false;
    this.unsettled = facts.unsettled ?? false;
    this.transient = facts.transient ?? false;
    this.retryAfterSeconds = facts.retryAfterSeconds;
    this.problem = String(facts.problem);
    this.nextStep = String(facts.nextStep);
    this.mistakes = facts.mistakes ?? [];
    this.stack = this.message;
  }

  /** Puts the code in front of the message, once: for who reads nothing else of the error. */
  showCode(): void {
    const shown = `${this.code}: `;
    // several calls may fail with one error
    if (!this.message.startsWith(shown)) this.message = shown + this.message;
    this.stack = this.message;
  }

  /** The same error about an object that may be there now, and then through this call alone. */
  asUnsettled(): BrainycpError {
    return new BrainycpError({ ...this.facts, unsettled: true });
  }

  /** The same error of a call that was sent before too, and may have been carried out then. */
  asUncertain(): BrainycpError {
    return new BrainycpError({ ...this.facts, outcomeUnknown: true });
  }

  /** The same error about an object that is known to be as it was. */
  asSettled(): BrainycpError {
    return new BrainycpError({ ...this.facts, unsettled: false });
  }

  /** The same error with another next step. */
  withNextStep(nextStep: Text): BrainycpError {
    return new BrainycpError({ ...this.facts, nextStep });
  }

  /** What the error says, to a reader who calls the settings by other names than those of a stack. */
  in(words: SettingWords): Pick<BrainycpError, "message" | "problem" | "nextStep"> {
    const { problem, nextStep } = this.facts;
    return {
      message: messageOf(this.facts).in(words),
      problem: sentence`${problem}`.in(words),
      nextStep: sentence`${nextStep}`.in(words),
    };
  }

  override toString(): string {
    return `brainycp ${this.code}`;
  }
}

/** Does work after which the object is there: what fails of it is an error about an object that may be there. */
export async function unsettled<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof BrainycpError ? error.asUnsettled() : error;
  }
}

function messageOf({ problem, nextStep }: Pick<ErrorFacts, "problem" | "nextStep">): Sentence {
  return sentence`${problem}. ${nextStep}`;
}
