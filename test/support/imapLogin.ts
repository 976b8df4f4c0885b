import { ImapFlow } from "imapflow";
import type { TestDovecot } from "./testDovecot";

/** Logs in to a mailbox as a mail program does, and out again when the work is done. */
export async function withLogin<T>(
  {
    host,
    tlsPort,
    certificate,
  }: Pick<TestDovecot, "host" | "tlsPort"> & { certificate: Pick<TestDovecot["certificate"], "cert"> },
  auth: { user: string; pass: string },
  work: (client: ImapFlow) => T | Promise<T>,
): Promise<T> {
  const tls = { ca: certificate.cert };
  const quiet = { logger: false, disableAutoIdle: true } as const;
  const client = new ImapFlow({ host, port: tlsPort, secure: true, auth, tls, ...quiet });
  // A connection that breaks is seen by the command that needs it.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.logout().catch(() => client.close());
  }
}
