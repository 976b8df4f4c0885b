import type { Form } from "./form";
import type { OperationName } from "./messages";

/** One call that the simulator received. */
export interface RequestEntry {
  /** The operation, or `none` for a call without one. */
  operation: OperationName | "none";
  /** The address, source, domain or zone that the call is about. */
  object: string | undefined;
  method: string;
  /** The fields as PHP sees them, with every password as `[redacted]`. */
  fields: Readonly<Record<string, string>>;
  /** The name of every field in the order sent, repeats included. */
  fieldNames: readonly string[];
  /** When the call was read. */
  time: Date;
  /** The same on a clock that ticks each time a call begins or ends. */
  began: number;
  /** When it was answered or its connection closed, on the same clock; `undefined` while it is in progress. */
  ended: number | undefined;
  /** The panel's code, even if a fault hid it; `undefined` for a blank page and if no work was done. */
  code: number | undefined;
  /** The kind of fault that was applied, if any. */
  fault: string | undefined;
}

export class RequestLog {
  /** The calls in the order they arrived; `length = 0` empties it. */
  readonly entries: RequestEntry[] = [];
  private clock = 0;

  /** @param changed - Called when a call has begun or ended. */
  constructor(private readonly changed: () => void) {}

  begin(operation: OperationName | "none", method: string, form: Form): RequestEntry {
    const entry: RequestEntry = {
      operation,
      object: form.text("email") ?? form.text("source") ?? form.text("domain") ?? form.text("zone"),
      method,
      fields: redact(form),
      fieldNames: form.names,
      time: new Date(),
      began: ++this.clock,
      ended: undefined,
      code: undefined,
      fault: undefined,
    };
    this.entries.push(entry);
    this.changed();
    return entry;
  }

  end(entry: RequestEntry): void {
    entry.ended ??= ++this.clock;
    this.changed();
  }
}

function redact(form: Form): Record<string, string> {
  return Object.fromEntries(
    [...form.values].map(([name, value]) => [
      name,
      /pass/i.test(name) ? "[redacted]" : typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}
