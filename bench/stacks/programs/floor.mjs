// The floor: what the engine and the SDK take for dynamic resources whose provider does nothing.
import { Nothing } from "pulumi-brainycp-floor";

import { mailboxes } from "./mailboxes.mjs";

for (const { name, args } of mailboxes) new Nothing(name, args);
