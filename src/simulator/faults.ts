import type { Form } from "./form";
import type { OperationName } from "./messages";

/** What happens to a call in place of, or besides, the panel's own answer. */
export type FaultAnswer =
  /** A code that the panel then says, with the operation's text unless a message is given. */
  | { kind: "code"; code: number; message?: string }
  /** A wait in milliseconds, before the work or (`work: true`) after it; then the panel's own answer. */
  | { kind: "delay"; ms: number }
  /** No answer at all, on a connection that stays open. */
  | { kind: "hang" }
  /** An HTTP status, with a `Retry-After` header if given. */
  | { kind: "status"; status: number; retryAfter?: string; body?: string }
  /** A body, word for word, with status 200. */
  | { kind: "body"; body: string; contentType?: string }
  /** A reset of the connection. */
  | { kind: "reset" }
  /** The beginning of the true answer (half of it by default), then the end of the connection. */
  | { kind: "truncate"; bytes?: number }
  /** A redirect, 302 by default. */
  | { kind: "redirect"; location: string; status?: number }
  /** The true answer behind a warning such as PHP prints. */
  | { kind: "warning"; text?: string }
  /** A page of HTML with status 200. */
  | { kind: "html"; body?: string };

/** A rule that disturbs the calls that it matches. */
export interface Fault {
  /** The operation; `none` for the call without one; every call by default. */
  operation?: OperationName | "none";
  /** Fields that must have exactly these values. */
  fields?: Readonly<Record<string, string>>;
  /** The first matching call that is disturbed, counted from 1; default 1. */
  nth?: number;
  /** How many calls are disturbed from there on; default 1, `Infinity` for all. */
  times?: number;
  /**
   * Whether the panel does the call's work although its answer is replaced; default false. `truncate` and
   * `warning` show the true answer and so always work, and `delay` works before or after.
   */
  work?: boolean;
  answer: FaultAnswer;
}

/** The rules in force, and how often each has matched. */
export class Faults {
  private readonly matched = new WeakMap<Fault, number>();

  /** @param rules - Looked at in this order on every call; may be changed at any time. */
  constructor(readonly rules: Fault[]) {}

  /** The fault that this call meets: every rule that matches counts it, the first one in force applies. */
  meet(operation: OperationName | "none", form: Form): Fault | undefined {
    const matching = this.rules.filter((rule) => matches(rule, operation, form));
    const counted = matching.map((rule) => ({ rule, inForce: this.count(rule) }));
    return counted.find(({ inForce }) => inForce)?.rule;
  }

  /** Counts the call and says whether the rule applies to it. */
  private count(rule: Fault): boolean {
    const count = (this.matched.get(rule) ?? 0) + 1;
    this.matched.set(rule, count);
    const first = rule.nth ?? 1;
    return count >= first && count < first + (rule.times ?? 1);
  }
}

function matches(rule: Fault, operation: OperationName | "none", form: Form): boolean {
  if (rule.operation !== undefined && rule.operation !== operation) return false;
  return Object.entries(rule.fields ?? {}).every(([name, value]) => form.text(name) === value);
}
