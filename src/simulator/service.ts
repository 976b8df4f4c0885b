import { setTimeout as wait } from "node:timers/promises";
import { authenticate } from "./credentials";
import type { Fault, Faults } from "./faults";
import { parseForm, type Form } from "./form";
import type { OperationName } from "./messages";
import { answer, failure, type Answer } from "./operation";
import { operationOf, operations } from "./panelOperations";
import { noApiAccess, replyBody, wrongCredentials } from "./replyBody";
import type { RequestEntry, RequestLog } from "./requestLog";
import type { SimulatorSettings } from "./simulatorSettings";
import type { PanelState } from "./state";
import type { Store } from "./store";

/** The result of a call. Whoever sends it applies the fault, if there is one. */
export interface Outcome {
  body: string;
  entry: RequestEntry;
  fault: Fault | undefined;
}

export class Service {
  constructor(
    private readonly store: Store,
    private readonly settings: SimulatorSettings,
    private readonly faults: Faults,
    private readonly log: RequestLog,
    /** Ends every wait when the simulator closes. */
    private readonly signal: AbortSignal,
  ) {}

  async call(method: string, form: Form): Promise<Outcome> {
    const named = operationOf(form);
    const entry = this.log.begin(named ?? "none", method, form);
    // Only show_zones is documented to accept GET; every other operation reads $_POST only.
    const seen = method === "GET" && named !== "show_zones" ? parseForm("") : form;
    try {
      const fault = this.faults.meet(named ?? "none", form);
      entry.fault = fault?.answer.kind;
      await this.pause(this.settings.latencyMs);
      const late = fault?.answer.kind === "delay" ? fault.answer.ms : 0;
      if (fault?.work !== true) await this.pause(late);
      const body = worksUnder(fault) ? await this.work(seen, entry) : "";
      if (fault?.work === true) await this.pause(late);
      return { body: this.forced(fault, named, form, entry) ?? body, entry, fault };
    } catch (error) {
      this.log.end(entry);
      throw error;
    }
  }

  /** @param form the part of the form that the panel's program sees */
  private async work(form: Form, entry: RequestEntry): Promise<string> {
    const { settings, store } = this;
    const account = authenticate(form, store.state, settings.credentials);
    if (!account?.api) {
      entry.code = 1;
      return account === undefined ? wrongCredentials : noApiAccess;
    }
    const operation = operationOf(form);
    if (operation === undefined) return "";
    const { run, writes } = operations[operation];
    const runOn = (state: PanelState): Answer => run({ state, settings, account, form, operation });
    const result = writes ? await store.write(settings, runOn, this.signal) : runOn(store.state);
    return this.say(result, entry);
  }

  private forced(
    fault: Fault | undefined,
    named: OperationName | undefined,
    form: Form,
    entry: RequestEntry,
  ): string | undefined {
    if (fault?.answer.kind !== "code") return undefined;
    const { code, message } = fault.answer;
    if (named === undefined || message !== undefined)
      return this.say({ code, message: message ?? "" }, entry);
    const call = { form, operation: named };
    return this.say(code === 1 ? failure(call, "forced") : answer(call, code), entry);
  }

  private say(result: Answer, entry: RequestEntry): string {
    entry.code = result.code;
    return replyBody(result, this.settings);
  }

  private async pause(ms: number): Promise<void> {
    if (ms > 0) await wait(ms, undefined, { signal: this.signal });
  }
}

function worksUnder(fault: Fault | undefined): boolean {
  if (fault === undefined || fault.work === true) return true;
  return ["delay", "truncate", "warning"].includes(fault.answer.kind);
}
