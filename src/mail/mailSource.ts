import type { Folder } from "./folder";
import type { KnownMessage } from "./message";

/** What mail can be restored from: an archive, or another mailbox. */
export interface MailSource {
  folders(): Promise<readonly Folder[]>;
  /** The messages of one folder, in the order in which they stood there. */
  messages(folder: Folder): Promise<readonly KnownMessage[]>;
  /** The bytes of one message. @throws BrainycpError where they are not what its hash says. */
  content(folder: Folder, message: KnownMessage): Promise<Buffer>;
}
