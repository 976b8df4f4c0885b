import { validUntil } from "../adapter/tls";
import { imapFailure } from "./imapFailures";
import { optionsFor } from "./imapSession";
import type { MailServer } from "./mailServer";
import { mailTransport } from "./mailTransport";

/** What a mail server tells whoever connects to it, without a login. */
export interface MailServerProbe {
  /** What it says that it can do before a login, in upper case. */
  readonly capabilities: ReadonlySet<string>;
  /** When its certificate expires; undefined where it shows none. */
  readonly certificateEnds: Date | undefined;
}

/** Connects as a session would, up to the login. @throws BrainycpError (imap_unreachable, tls, imap_failed) */
export async function probeMailServer(server: MailServer): Promise<MailServerProbe> {
  const { ImapFlow } = await import("imapflow");
  let certificateEnds: Date | undefined;
  const transport = mailTransport(server, (socket) => (certificateEnds = validUntil(socket)));
  const client = new ImapFlow({ ...optionsFor(server), transport });
  const broken: unknown[] = [];
  client.on("error", (error: unknown) => broken.push(error));
  try {
    await client.connect();
  } catch (error) {
    // imapflow has got as far as the login, and has none
    if (!isLackOfLogin(error)) throw imapFailure(broken[0] ?? error, server, "connecting");
  } finally {
    client.close();
  }
  const capabilities = new Set(Array.from(client.capabilities.keys(), (name) => name.toUpperCase()));
  return { capabilities, certificateEnds };
}

function isLackOfLogin(error: unknown): boolean {
  return typeof error === "object" && error !== null && Reflect.get(error, "authenticationFailed") === true;
}
