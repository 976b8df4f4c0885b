import type { Client } from "../adapter/client";
import type { ListedForward } from "../adapter/lists/forwards";
import type { Listing } from "../adapter/lists/listing";
import { PanelReader } from "../adapter/reader";

/** A panel as these commands look at it: only reading. */
export class Visitor extends PanelReader {
  /** What sends the calls. */
  get calls(): Client {
    return this.client;
  }

  /** The forwardings that the account can see, a list each: its own, and those of the panel user, where that is another. */
  async forwardLists(owner: string): Promise<Listing<ListedForward>[]> {
    const user = this.otherUser(owner);
    const users = user === undefined ? [undefined] : [undefined, user];
    return Promise.all(users.map((each) => this.inventory.forwards(each)));
  }

  /** The field that names the owner of a zone, where that is not the account. */
  asUser(owner: string): { readonly user_edit?: string } {
    const user = this.otherUser(owner);
    return user === undefined ? {} : { user_edit: user };
  }
}
