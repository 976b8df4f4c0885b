import { setTimeout as wait } from "node:timers/promises";
import { authenticate } from "./credentials";
import type { Fault, Faults } from "./faults";
import type { Form } from "./form";
import type { OperationName } from "./messages";
import { answer, failure, type Answer } from "./operation";
import { operationOf, operations } from "./operations";
import { noApiAccess, replyBody, wrongCredentials } from "./reply";
import type { RequestEntry, RequestLog } from "./requestLog";
import type { SimulatorSettings } from "./settings";
import type { Store } from "./store";

/** What goes back over the wire; the fault, if any, is applied to it there. */
export interface Outcome {
  body: string;
  entry: RequestEntry;
  fault: Fault | undefined;
}

/** The panel's API without its wire. */
export class Service {
  constructor(
    private readonly store: Store,
    private readonly settings: SimulatorSettings,
    private readonly faults: Faults,
    private readonly log: RequestLog,
    /** Ends every wait when the simulator closes. */
    private readonly signal: AbortSignal,
  ) {}

  /** Answers one call. */
  async call(method: string, form: Form): Promise<Outcome> {
    const named = operationOf(form);
    // Only show_zones is documented to take GET: any other program of the panel looks into $_POST alone.
    const operation = method === "GET" && named !== "show_zones" ? undefined : named;
    const entry = this.log.begin(named ?? "none", method, form);
    const fault = this.faults.meet(named ?? "none", form);
    entry.fault = fault?.answer.kind;
    if (this.settings.latencyMs > 0) await this.pause(this.settings.latencyMs);
    const late = fault?.answer.kind === "delay" ? fault.answer.ms : 0;
    if (late > 0 && fault?.work !== true) await this.pause(late);
    const body = this.worksUnder(fault) ? await this.work(method, operation, form, entry) : "";
    if (late > 0 && fault?.work === true) await this.pause(late);
    return { body: this.forced(fault, named, form, entry) ?? body, entry, fault };
  }

  private worksUnder(fault: Fault | undefined): boolean {
    return (
      fault === undefined ||
      fault.work === true ||
      ["delay", "truncate", "warning"].includes(fault.answer.kind)
    );
  }

  private async work(
    method: string,
    operation: OperationName | undefined,
    form: Form,
    entry: RequestEntry,
  ): Promise<string> {
    const { settings, store } = this;
    const readable = method === "POST" || operation !== undefined;
    const account = readable ? authenticate(form, store.state, settings.credentials) : undefined;
    if (!account?.api) {
      entry.code = 1;
      return account === undefined ? wrongCredentials : noApiAccess;
    }
    if (operation === undefined) return "";
    const { run, writes } = operations[operation];
    const result = writes
      ? await store.write(
          settings,
          (state) => run({ state, settings, account, form, operation }),
          this.signal,
        )
      : run({ state: store.state, settings, account, form, operation });
    return this.say(result, entry);
  }

  /** The body of a fault of kind `code`. */
  private forced(
    fault: Fault | undefined,
    operation: OperationName | undefined,
    form: Form,
    entry: RequestEntry,
  ): string | undefined {
    if (fault?.answer.kind !== "code") return undefined;
    const { code, message } = fault.answer;
    if (operation === undefined || message !== undefined)
      return this.say({ code, message: message ?? "" }, entry);
    const call = { form, operation };
    return this.say(code === 1 ? failure(call, "forced") : answer(call, code), entry);
  }

  private say(result: Answer, entry: RequestEntry): string {
    entry.code = result.code;
    return replyBody(result, this.settings);
  }

  private async pause(ms: number): Promise<void> {
    await wait(ms, undefined, { signal: this.signal });
  }
}
