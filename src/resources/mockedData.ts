import * as pulumi from "@pulumi/pulumi";
import type {
  ForwardData,
  GetMailHealthArgs,
  GetZoneArgs,
  MailboxData,
  MailHealth,
  PanelLookup,
  ZoneData,
} from "./functions";

/** Whether the program runs under `pulumi.runtime.setMocks`. */
export function isMocked(): boolean {
  return "mocks" in (pulumi.runtime.getMonitor() ?? {});
}

/** What the mocks answer `getMailboxes` with; nothing is there where they name none. */
export async function mailboxes(lookup: PanelLookup): Promise<MailboxData[]> {
  return (await call<{ mailboxes: MailboxData[] }>("getMailboxes", lookup)).mailboxes ?? [];
}

/** What the mocks answer `getForwards` with. */
export async function forwards(lookup: PanelLookup): Promise<ForwardData[]> {
  return (await call<{ forwards: ForwardData[] }>("getForwards", lookup)).forwards ?? [];
}

/** What the mocks answer `getZone` with. */
export async function zone(args: GetZoneArgs): Promise<ZoneData> {
  return { domain: args.domain, records: [], ...(await call<ZoneData>("getZone", args)) };
}

/** What the mocks answer `getMailHealth` with; what they leave out is unknown. */
export async function mailHealth(args: GetMailHealthArgs): Promise<MailHealth> {
  const unknown = { status: "unknown", found: [], problems: [], hints: [], toSet: [] } as const;
  const records = { mx: unknown, spf: unknown, dkim: unknown, dmarc: unknown };
  return {
    domain: args.domain,
    isHealthy: false,
    ...records,
    ...(await call<MailHealth>("getMailHealth", args)),
  };
}

/** Calls the mocks, which may leave out what they please. */
async function call<Answer>(name: string, args: object): Promise<Partial<Answer>> {
  return (await pulumi.runtime.invoke(`brainycp:index:${name}`, { ...args })) as Partial<Answer>;
}
