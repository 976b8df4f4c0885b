import { domainSwitchLifecycle } from "./resources/domainSwitch.provider";
import { mailboxLifecycle } from "./resources/mailbox.provider";
import { mailForwardLifecycle } from "./resources/mailForward.provider";
import { Session } from "./resources/session";

// State files name these exports: never rename one.

const session = new Session();

// the engine ends its plugins with this signal, at the end of a run and after it has recorded what they made
process.once("SIGINT", () => {
  session.end();
  process.kill(process.pid, "SIGINT");
});

/** The lifecycle behind `Mailbox`. */
export const mailbox = mailboxLifecycle(session);

/** The lifecycle behind `MailForward`. */
export const mailForward = mailForwardLifecycle(session);

/** The lifecycle behind `DomainSpf`. */
export const domainSpf = domainSwitchLifecycle(session, "spf");

/** The lifecycle behind `DomainDkim`. */
export const domainDkim = domainSwitchLifecycle(session, "dkim");
