/** What went wrong, for programs: stable across versions. */
export type ErrorCode =
  | "config"
  | "login_refused"
  | "no_permission"
  | "no_such_user"
  | "already_exists"
  | "bad_parameters"
  | "domain_not_found"
  | "failed"
  | "undocumented_code"
  | "unreachable"
  | "interrupted"
  | "timeout"
  | "turn_lost"
  | "state_folder"
  | "tls"
  | "redirect"
  | "http_status"
  | "blank_page"
  | "not_json"
  | "answer_too_large"
  | "list_unrecognised"
  | "elsewhere"
  | "mail_loss"
  | "not_found"
  | "incomplete"
  | "conflict"
  | "not_in_dns";

/** A mistake of somebody's, and what mends it. */
export interface Mistake {
  readonly what: string;
  readonly remedy: string;
}

/** The facts of an error; none of them may hold a secret. */
export interface ErrorFacts {
  readonly code: ErrorCode;
  /** What was wrong, naming the operation and the object. */
  readonly problem: string;
  /** What the reader can do about it. */
  readonly nextStep: string;
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
 * The one error of this package. `message` says the operation, the object, what the panel answered and the next step.
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
    super(`${facts.problem}. ${facts.nextStep}`, facts.cause === undefined ? {} : { cause: facts.cause });
    this.code = facts.code;
    this.operation = facts.operation;
    this.panelCode = facts.panelCode;
    this.panelMessage = facts.panelMessage;
    this.outcomeUnknown = facts.outcomeUnknown ?? false;
    this.unsettled = facts.unsettled ?? false;
    this.transient = facts.transient ?? false;
    this.retryAfterSeconds = facts.retryAfterSeconds;
    this.problem = facts.problem;
    this.nextStep = facts.nextStep;
    this.mistakes = facts.mistakes ?? [];
    this.stack = this.message;
  }

  /** The same error about an object that may be there now, and then through this call alone. */
  asUnsettled(): BrainycpError {
    return new BrainycpError({ ...this.facts, unsettled: true });
  }

  /** The same error about an object that is known to be as it was. */
  asSettled(): BrainycpError {
    return new BrainycpError({ ...this.facts, unsettled: false });
  }

  /** The same error with another next step. */
  withNextStep(nextStep: string): BrainycpError {
    return new BrainycpError({ ...this.facts, nextStep });
  }

  override toString(): string {
    return `brainycp ${this.code}`;
  }
}
