import type { ServerResponse } from "node:http";
import type { PageContents } from "./pageContents";

/** How long changes are gathered before they are sent, in milliseconds: a page cannot show hundreds a second. */
const pause = 100;

/** Sends the page's contents to the browsers that show it, as server-sent events. */
export class PageFeed {
  private readonly viewers = new Set<ServerResponse>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly contents: () => PageContents) {}

  /** Sends the contents now, and whenever they have changed, until the browser hangs up. */
  watch(viewer: ServerResponse): void {
    this.viewers.add(viewer);
    viewer.once("close", () => this.viewers.delete(viewer));
    viewer.write(`retry: 1000\n${this.event()}`);
  }

  /** Says that the contents have changed. */
  changed(): void {
    if (this.viewers.size > 0) this.timer ??= setTimeout(() => this.send(), pause);
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private send(): void {
    this.timer = undefined;
    const event = this.event();
    for (const viewer of this.viewers) {
      // One that does not keep up would make this process remember all that it has not read. It comes back by itself.
      if (viewer.writableNeedDrain) viewer.destroy();
      else viewer.write(event);
    }
  }

  private event(): string {
    return `data: ${JSON.stringify(this.contents())}\n\n`;
  }
}
