import { performance } from "node:perf_hooks";
import { addressKey } from "./address";
import { Client } from "./client";
import { BrainycpError } from "./errors";
import type { Freshness } from "./freshness";
import type { Fields, OperationName } from "./operations";
import { PanelLists } from "./panelLists";
import type { Answer } from "./reply";
import { retrying } from "./retry";
import type { PanelSettings } from "../settings";
import type { Turns } from "./turn";

/** What else is known, or to be done, where a change is sent. */
export interface Circumstances {
  /** Whether the object was not there before, so that an error after an uncertain attempt is `unsettled`. */
  readonly isOursIfThere?: boolean;
  /** What is done when this run's turn has come, right before it is sent; where that fails, it is not sent. */
  readonly lastLook?: () => Promise<void>;
}

/** One BrainyCP panel: what can be seen there, and changes that are sent until their outcome is known. */
export class Panel {
  readonly client: Client;
  /** What can be seen. */
  readonly lists: PanelLists;
  /** How many changes this run has begun to send. */
  changes = 0;
  /** When this run last changed an object, by its name, or a mailbox, with which a panel may take forwardings along. */
  private readonly changedAt = { objects: new Map<string, number>(), forwards: 0 };

  /**
   * @param turns lets this run write when its turn comes
   * @param Shared how those who ask for one list share its call
   */
  constructor(
    readonly settings: PanelSettings,
    private readonly turns: Turns,
    Shared?: ConstructorParameters<typeof PanelLists>[1],
  ) {
    this.client = new Client(settings);
    this.lists = new PanelLists(this.client, Shared);
  }

  /**
   * How fresh a look has to be that shows all that this run did to an object.
   *
   * @param oldest how old it may be, in milliseconds; by default as old as the run
   */
  asOf(kind: "mailbox" | "forwarding" | "zone", name: string, oldest = Infinity): Freshness {
    const { objects, forwards } = this.changedAt;
    const changed = Math.max(objects.get(name) ?? 0, kind === "forwarding" ? forwards : 0);
    return { since: Math.max(changed, performance.now() - oldest), isShared: changed > 0 };
  }

  /**
   * Sends a change until its outcome is known. After an attempt that may have been carried out it looks (`isMade`)
   * before it sends again, and what it sees counts more than the answer to a repetition.
   */
  async change<Name extends OperationName>(
    name: Name,
    fields: Fields<Name>,
    about: string,
    isMade: () => Promise<boolean | undefined>,
    circumstances: Circumstances = {},
  ): Promise<Answer> {
    this.changes += 1;
    try {
      const send = (): Promise<Answer> => this.send(name, fields, about, isMade, circumstances);
      return await this.lists.whileChanging(name, send);
    } finally {
      const { email, source, domain } = fields as Partial<Record<string, string>>;
      this.changedAt.objects.set(addressKey(email ?? source ?? domain ?? about), performance.now());
      if (name === "delmail") this.changedAt.forwards = performance.now();
    }
  }

  private async send<Name extends OperationName>(
    name: Name,
    fields: Fields<Name>,
    about: string,
    isMade: () => Promise<boolean | undefined>,
    { isOursIfThere = false, lastLook }: Circumstances,
  ): Promise<Answer> {
    const seenSo: Answer = { code: 0, message: "", data: {}, meaning: "done" };
    const attempts = { uncertain: false };
    const look = async (): Promise<boolean> => attempts.uncertain && (await isMade()) === true;
    try {
      return await retrying(this.settings, async (clock) => {
        if (await look()) return seenSo;
        try {
          clock.stop();
          const answer = await this.turns.take(async (turn) => {
            await lastLook?.();
            clock.start();
            return this.client.call(name, fields, about, turn);
          });
          return answer.meaning !== "done" && (await look()) ? seenSo : answer;
        } catch (error) {
          attempts.uncertain ||= error instanceof BrainycpError && error.outcomeUnknown;
          throw error;
        }
      });
    } catch (error) {
      // a last look; where it fails too, the first error says more
      if (await look().catch(() => false)) return seenSo;
      if (!attempts.uncertain || !(error instanceof BrainycpError)) throw error;
      throw isOursIfThere ? error.asUncertain().asUnsettled() : error.asUncertain();
    }
  }
}

/** The error for an address that the panel lists in several spellings. */
export function ambiguous(what: string, address: string): BrainycpError {
  return new BrainycpError({
    code: "conflict",
    problem: `${what} ${address}: the panel lists it in several spellings, and none of them is ${address}`,
    nextStep: "Delete those that are not meant in the panel, then run it again. Nothing was touched",
  });
}
