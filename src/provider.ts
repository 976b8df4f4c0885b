import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import { onCancellation } from "./lifecycle/cancellation";
import { engineFacing } from "./lifecycle/engineFacing";
import { Diagnostics } from "./lifecycle/diagnostics";
import { onEngineGone } from "./lifecycle/engineLife";
import { engineLog, type LoadFromSdk } from "./lifecycle/engineLog";
import { keepHeapSmall } from "./lifecycle/heap";
import { lifecycleOf } from "./lifecycle/lifecycle";
import { leaveErrorsToEngine } from "./lifecycle/printedErrors";
import { noteUrns } from "./lifecycle/requestUrns";
import { Session } from "./lifecycle/session";
import { dkimSwitch } from "./resources/domainRecord/dkimSwitch";
import { domainRecordKind } from "./resources/domainRecord/domainRecordKind";
import { spfSwitch } from "./resources/domainRecord/spfSwitch";
import { mailboxKind } from "./resources/mailbox/mailboxKind";
import { mailForwardKind } from "./resources/mailForward/mailForwardKind";

// State files name these exports: never rename one.

// the main module is the SDK's script, which may belong to another copy of the SDK than the one beside this package
const load: LoadFromSdk = createRequire(require.main?.filename ?? __filename);
const diagnostics = new Diagnostics(engineLog(process.argv, load));
const session = new Session(diagnostics);

keepHeapSmall();
noteUrns(load);
leaveErrorsToEngine();

onCancellation(() => (session.run.isCancelled = true));

// the engine ends its plugins with this signal, at the end of a run and after it has recorded what they made, and where
// it was told a second time to stop; a plugin that is still there five seconds later it kills
process.once("SIGINT", () => {
  void finish().then(async () => {
    await session.end();
    await diagnostics.delivered();
    process.kill(process.pid, "SIGINT");
  });
});

onEngineGone(process.argv, endOrphaned);

// an engine that was killed reads nothing any more: the SDK would print that for ever
for (const stream of [process.stdout, process.stderr]) stream.on("error", endOrphaned);

/** Ends this process when what it is in the midst of is finished and noted. */
function endOrphaned(): void {
  session.run.isOrphaned = true;
  void finish()
    // what was just finished is still to be noted
    .then(() => sleep(100))
    .then(() => session.saved())
    .finally(() => process.exit(1));
}

/** Begins nothing any more, and finishes what must not be left half done. */
function finish(): Promise<void> {
  session.run.isCancelled = true;
  return session.run.finished();
}

/** The lifecycle behind `Mailbox`. */
export const mailbox = engineFacing(diagnostics, lifecycleOf(session, mailboxKind));

/** The lifecycle behind `MailForward`. */
export const mailForward = engineFacing(diagnostics, lifecycleOf(session, mailForwardKind));

/** The lifecycle behind `DomainSpf`. */
export const domainSpf = engineFacing(diagnostics, lifecycleOf(session, domainRecordKind(spfSwitch)));

/** The lifecycle behind `DomainDkim`. */
export const domainDkim = engineFacing(diagnostics, lifecycleOf(session, domainRecordKind(dkimSwitch)));
