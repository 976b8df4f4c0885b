import { setTimeout as wait } from "node:timers/promises";
import type { SimulatorSettings } from "./simulatorSettings";
import type { PanelState } from "./state";

/** Holds the panel's state, and makes writes take turns if the settings say so. */
export class Store {
  private lastTurn: Promise<unknown> = Promise.resolve();

  /**
   * @param state - The state at the start.
   * @param persist - Called after every change, before the caller gets an answer.
   */
  constructor(
    public state: PanelState,
    private readonly persist: (state: PanelState) => void,
  ) {}

  /** An immediate change, as an administrator makes it in the panel. */
  change<T>(work: (state: PanelState) => T): T {
    const result = work(this.state);
    this.persist(this.state);
    return result;
  }

  /** A write through the API. A failed one (`code` not 0) writes nothing. */
  write<T extends { code: number }>(
    settings: Pick<SimulatorSettings, "locks" | "writeMs">,
    work: (state: PanelState) => T,
    signal: AbortSignal,
  ): Promise<T> {
    if (!settings.locks) return this.writeWhole(settings.writeMs, work, signal);
    const turn = this.lastTurn.then(async () => {
      if (settings.writeMs > 0) await wait(settings.writeMs, undefined, { signal });
      const result = work(this.state);
      if (result.code === 0) this.persist(this.state);
      return result;
    });
    this.lastTurn = turn.catch(() => undefined);
    return turn;
  }

  /** Reads everything, waits, writes everything: if two such writes overlap, the first is lost. */
  private async writeWhole<T extends { code: number }>(
    ms: number,
    work: (state: PanelState) => T,
    signal: AbortSignal,
  ): Promise<T> {
    const copy = structuredClone(this.state);
    await wait(ms, undefined, { signal });
    const result = work(copy);
    if (result.code === 0) {
      this.state = copy;
      this.persist(copy);
    }
    return result;
  }
}
