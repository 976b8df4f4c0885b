import type { Client } from "../adapter/client";
import type { Asked } from "../adapter/inventory";
import { PanelReader } from "../adapter/reader";

/** A panel as these commands look at it: only reading. */
export class Visitor extends PanelReader {
  /** What sends the calls. */
  get calls(): Client {
    return this.client;
  }

  /** Whether an answer says for sure that there is nothing: it names nothing, and the login is known to be accepted. */
  async provesNothing({ list, blank }: Asked<unknown>): Promise<boolean> {
    return list === undefined && blank && (await this.client.provesLogin());
  }
}
