import type { Form } from "./form";
import type { OperationName } from "./messages";

/** One call that the simulator received. */
export interface RequestEntry {
  /** The operation, or `none` for a call that names none. */
  operation: OperationName | "none";
  /** The address, source, domain or zone that the call is about. */
  object: string | undefined;
  method: string;
  /** The fields as PHP sees them; whatever is a password reads `[redacted]`. */
  fields: Readonly<Record<string, string>>;
  /** The name of every field in the order sent, repeats included. */
  fieldNames: readonly string[];
  /** When the call was read, on a clock that ticks once at every beginning and end of a call. */
  began: number;
  /** When it was answered or its connection ended, on the same clock; `undefined` while it is under way. */
  ended: number | undefined;
  /** The panel's code, whether or not a fault hid it; `undefined` for a blank page and where nothing was done. */
  code: number | undefined;
  /** The kind of the fault that was applied, if one was. */
  fault: string | undefined;
}

/** Keeps the calls in the order in which they came in, without a secret. */
export class RequestLog {
  /** The calls in the order in which they came in; may be emptied by `length = 0`. */
  readonly entries: RequestEntry[] = [];
  private clock = 0;

  begin(operation: OperationName | "none", method: string, form: Form): RequestEntry {
    const entry: RequestEntry = {
      operation,
      object: form.text("email") ?? form.text("source") ?? form.text("domain") ?? form.text("zone"),
      method,
      fields: redact(form),
      fieldNames: form.names,
      began: ++this.clock,
      ended: undefined,
      code: undefined,
      fault: undefined,
    };
    this.entries.push(entry);
    return entry;
  }

  end(entry: RequestEntry): void {
    entry.ended ??= ++this.clock;
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
