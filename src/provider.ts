import { onCancellation } from "./lifecycle/cancellation";
import { lifecycleOf } from "./lifecycle/lifecycle";
import { Session } from "./lifecycle/session";
import { dkimSwitch } from "./resources/domainRecord/dkimSwitch";
import { domainRecordKind } from "./resources/domainRecord/domainRecordKind";
import { spfSwitch } from "./resources/domainRecord/spfSwitch";
import { mailboxKind } from "./resources/mailbox/mailboxKind";
import { mailForwardKind } from "./resources/mailForward/mailForwardKind";

// State files name these exports: never rename one.

const session = new Session();

onCancellation(() => (session.run.isCancelled = true));

// the engine ends its plugins with this signal, at the end of a run and after it has recorded what they made, and where
// it was told a second time to stop; a plugin that is still there five seconds later it kills
process.once("SIGINT", () => {
  void finish().then(() => {
    session.end();
    process.kill(process.pid, "SIGINT");
  });
});

// an engine that was killed reads nothing any more: the SDK would print that for ever
for (const stream of [process.stdout, process.stderr])
  stream.on("error", () => void finish().then(() => process.exit(1)));

/** Begins nothing any more, and finishes what must not be left half done. */
function finish(): Promise<void> {
  session.run.isCancelled = true;
  return session.run.finished();
}

/** The lifecycle behind `Mailbox`. */
export const mailbox = lifecycleOf(session, mailboxKind);

/** The lifecycle behind `MailForward`. */
export const mailForward = lifecycleOf(session, mailForwardKind);

/** The lifecycle behind `DomainSpf`. */
export const domainSpf = lifecycleOf(session, domainRecordKind(spfSwitch));

/** The lifecycle behind `DomainDkim`. */
export const domainDkim = lifecycleOf(session, domainRecordKind(dkimSwitch));
