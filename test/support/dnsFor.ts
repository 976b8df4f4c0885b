import { PublicDns } from "../../src/dns/publicDns";
import { startNameServer, type Published } from "./nameServer";

/** Public DNS as a name server of this test has it. */
export async function dnsFor(records: Readonly<Record<string, Published>>): Promise<PublicDns> {
  const server = await startNameServer();
  server.publishAll(records);
  return PublicDns.at([server.address]);
}

/** A name with one text, as most are. */
export function text(...texts: string[]): Published {
  return { texts };
}
