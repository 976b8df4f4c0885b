import { BrainycpError } from "../adapter/errors";
import { OnceCall } from "../adapter/onceCall";
import { Panel } from "../adapter/panel";
import type { Turns } from "../adapter/turn";
import type { Site } from "./session";

/** How long a preview waits for an answer, in seconds: it also runs where the panel cannot be reached. */
const patience = 5;

/** Lets nobody write. */
const noTurns: Turns = { take: () => Promise.reject(new Error("A look before a creation writes nothing")) };

/** One look at a panel: each list is asked for once, and nothing more once a login was refused. */
export class Outlook {
  /** The panel, asked with little patience. */
  readonly site: Site;
  private readonly changes: number;
  /** The first question: the others wait until it is known whether the panel answers and accepts the login. */
  private first: Promise<void> | undefined;
  /** Why the panel is not asked again. */
  private closed: BrainycpError | undefined;

  constructor(private readonly real: Site) {
    const timeoutSeconds = Math.min(patience, real.settings.timeoutSeconds);
    const settings = { ...real.settings, timeoutSeconds, maxRetries: 0 };
    this.site = { ...real, settings, panel: new Panel(settings, noTurns, OnceCall) };
    this.changes = real.panel.changes;
  }

  /** Whether this run has changed something on the panel since. */
  get isOutdated(): boolean {
    return this.real.panel.changes > this.changes;
  }

  /** What the panel shows. @throws BrainycpError, the same again where it cannot be reached or refuses the login */
  async ask<View>(look: (site: Site) => Promise<View>): Promise<View> {
    const { first } = this;
    if (first !== undefined) {
      await first;
      if (this.closed !== undefined) throw this.closed;
      return look(this.site);
    }
    const view = look(this.site);
    this.first = view.then(
      () => undefined,
      (error: unknown) => {
        const isFinal = error instanceof BrainycpError && (error.transient || error.code === "login_refused");
        if (isFinal) this.closed = error;
      },
    );
    return view;
  }
}
