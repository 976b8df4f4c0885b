import type { Form } from "./form";
import type { OperationName } from "./messages";

/** What a caller gets instead of, or in addition to, the panel's own answer. */
export type FaultAnswer =
  /** An answer with this code, and with the operation's own text unless a message is given. */
  | { kind: "code"; code: number; message?: string }
  /** The panel's own answer, delayed by some milliseconds before the work or (`work: true`) after it. */
  | { kind: "delay"; ms: number }
  /** No answer at all, on a connection that stays open. */
  | { kind: "hang" }
  /** An HTTP status, with a `Retry-After` header if given. */
  | { kind: "status"; status: number; retryAfter?: string; body?: string }
  /** Exactly this body, with status 200. */
  | { kind: "body"; body: string; contentType?: string }
  /** A reset of the connection. */
  | { kind: "reset" }
  /** The first bytes of the real answer (half of it by default), then a closed connection. */
  | { kind: "truncate"; bytes?: number }
  /** A redirect, 302 by default. */
  | { kind: "redirect"; location: string; status?: number }
  /** The real answer, preceded by a warning as PHP prints it. */
  | { kind: "warning"; text?: string }
  /** An HTML page with status 200. */
  | { kind: "html"; body?: string };

/** A rule that applies a fault to the calls it matches. */
export interface Fault {
  /** The operation; `none` for a call without one. Every call by default. */
  operation?: OperationName | "none";
  /** Fields that a call must have, with exactly these values. */
  fields?: Readonly<Record<string, string>>;
  /** The first matching call to be affected, counted from 1; default 1. */
  nth?: number;
  /** How many calls are affected from there on; default 1, `Infinity` for all. */
  times?: number;
  /**
   * Whether the panel does the call's work even though its answer is replaced; default false. `truncate` and
   * `warning` always do the work, because they show the real answer. `delay` does it before or after the wait.
   */
  work?: boolean;
  answer: FaultAnswer;
}

/** The fault rules, and how often each has matched. */
export class Faults {
  private readonly matched = new WeakMap<Fault, number>();

  /** @param rules - Checked in this order on every call; may be changed at any time. */
  constructor(readonly rules: Fault[]) {}

  /** The fault for this call: every matching rule counts the call, and the first one in force applies. */
  meet(operation: OperationName | "none", form: Form): Fault | undefined {
    const matching = this.rules.filter(
      ({ operation: wanted = operation, fields = {} }) =>
        wanted === operation && Object.entries(fields).every(([name, value]) => form.text(name) === value),
    );
    const [first] = matching.filter((rule) => this.count(rule));
    return first;
  }

  /** Counts the call and says whether the rule applies to it. */
  private count(rule: Fault): boolean {
    const count = (this.matched.get(rule) ?? 0) + 1;
    this.matched.set(rule, count);
    const first = rule.nth ?? 1;
    return count >= first && count < first + (rule.times ?? 1);
  }
}
