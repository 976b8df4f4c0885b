// What this package does: its `Mailbox`.
import { Mailbox } from "pulumi-brainycp";

import { mailboxes } from "./mailboxes.mjs";

for (const { name, args } of mailboxes) new Mailbox(name, args);
