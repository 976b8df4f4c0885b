import { setTimeout as wait } from "node:timers/promises";
import type { SimulatorSettings } from "./simulatorSettings";
import type { PanelState } from "./state";

/** Holds the panel's state, and makes writes take turns if the settings say so. */
export class Store {
  private lastTurn: Promise<unknown> = Promise.resolve();

  constructor(
    public state: PanelState,
    /** Called after every change, before the caller hears of it. */
    private readonly persist: (state: PanelState) => void,
  ) {}

  /** An immediate change, as an administrator makes it in the panel. */
  change<T>(work: (state: PanelState) => T): T {
    const result = work(this.state);
    this.persist(this.state);
    return result;
  }

  /** A write of the API; what fails (`code` not 0) writes nothing. */
  async write<T extends { code: number }>(
    { locks, writeMs }: Pick<SimulatorSettings, "locks" | "writeMs">,
    work: (state: PanelState) => T,
    signal: AbortSignal,
  ): Promise<T> {
    if (!locks) {
      // Reads all, waits, writes all: of two such writes that overlap the first is lost.
      const copy = structuredClone(this.state);
      await wait(writeMs, undefined, { signal });
      return this.finish(copy, work);
    }
    const turn = this.lastTurn.then(async () => {
      if (writeMs > 0) await wait(writeMs, undefined, { signal });
      return this.finish(this.state, work);
    });
    this.lastTurn = turn.catch(() => undefined);
    return turn;
  }

  private finish<T extends { code: number }>(state: PanelState, work: (state: PanelState) => T): T {
    const result = work(state);
    if (result.code !== 0) return result;
    this.state = state;
    this.persist(state);
    return result;
  }
}
