import type { NewMessage } from "./appendCommand";
import type { Folder } from "./folder";
import type { KnownMessage } from "./message";

/** What mail can be restored from: an archive, or another mailbox. */
export interface MailSource {
  folders(): Promise<readonly Folder[]>;
  /** The messages of one folder, in the order in which they stood there. */
  messages(folder: Folder): Promise<readonly KnownMessage[]>;
  /** Messages with their bytes, all in memory. @throws BrainycpError where one is gone, or not what its hash says. */
  contents(folder: Folder, messages: readonly KnownMessage[]): Promise<readonly NewMessage[]>;
}
