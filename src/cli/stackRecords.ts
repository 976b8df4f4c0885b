import * as z from "zod";
import { domainOf } from "../adapter/address";
import type { ZoneRecord } from "../adapter/lists/zoneRecord";

const record = z.object({ name: z.string(), type: z.string(), value: z.string() });
const outputs = z.object({
  domain: z.string().optional(),
  email: z.string().optional(),
  source: z.string().optional(),
  record: record.optional(),
});
const state = z.object({
  deployment: z.object({
    resources: z.array(z.object({ type: z.string(), outputs: z.unknown().optional() })).optional(),
  }),
});

/** The domains that a stack's state has mail of, each with the DNS records that the state holds. */
export type StackRecords = ReadonlyMap<string, readonly ZoneRecord[]>;

/** Reads an exported state. @throws ZodError where it is none */
export function stackRecords(exported: unknown): StackRecords {
  const byDomain = new Map<string, ZoneRecord[]>();
  for (const resource of state.parse(exported).deployment.resources ?? []) {
    if (!resource.type.startsWith("pulumi-nodejs:dynamic/brainycp:")) continue;
    const { data } = outputs.safeParse(resource.outputs);
    const domain = data?.domain ?? domainOf(data?.email ?? data?.source ?? "");
    if (domain === "") continue;
    const records = byDomain.get(domain) ?? [];
    byDomain.set(domain, records);
    if (data?.record !== undefined) records.push(data.record);
  }
  return byDomain;
}
