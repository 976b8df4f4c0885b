import type { SendWarning } from "./engineLog";
import { urnUnderWay } from "./requestUrns";

/**
 * What the provider has to say: warnings of the engine's own kind, under the resource that the call under way is about.
 * Without a way to the engine they are printed, which Pulumi shows as lines without a severity, under the stack.
 */
export class Diagnostics {
  private readonly underWay = new Set<Promise<void>>();

  constructor(private send?: SendWarning) {}

  /** Warns of what concerns the resource of the call under way. */
  warn(text: string): void {
    this.say(text, urnUnderWay());
  }

  /** Warns of what concerns the whole run. */
  warnOfRun(text: string): void {
    this.say(text, undefined);
  }

  /** Waits until everything that was said has arrived: an engine that has got its answers may end. */
  async delivered(): Promise<void> {
    await Promise.all(this.underWay);
  }

  private say(text: string, urn: string | undefined): void {
    if (this.send === undefined) {
      console.warn(text);
      return;
    }
    const sending = this.send(text, urn)
      .catch(() => {
        // so that an engine that takes none is waited for once
        this.send = undefined;
        console.warn(text);
      })
      .finally(() => this.underWay.delete(sending));
    this.underWay.add(sending);
  }
}
