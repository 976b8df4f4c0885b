import * as z from "zod";

// Plain objects, so that the comments reach the editors of those who write a seed.
const domainShape = {
  name: z.string(),
  /** Whether the panel's name server holds the zone. @defaultValue true */
  hosted: z.boolean().default(true),
  /** @defaultValue false */
  spf: z.boolean().default(false),
  /** @defaultValue false */
  dkim: z.boolean().default(false),
};

export const accountShape = {
  name: z.string().min(1),
  password: z.string().min(1),
  /** Full API access: may act for other users. @defaultValue false */
  admin: z.boolean().default(false),
  /** API access. @defaultValue true */
  api: z.boolean().default(true),
  /** Domains by name or with their switches. @defaultValue none */
  domains: z
    .array(z.union([z.string(), z.strictObject(domainShape)]))
    .readonly()
    .default([]),
};

/** A domain of an account, to begin with. */
export type DomainSeed = z.input<z.ZodObject<typeof domainShape>>;

/** An account of the panel, to begin with. */
export type AccountSeed = z.input<z.ZodObject<typeof accountShape>>;

/** The account of a simulator that is given none. */
export const defaultAccounts: readonly AccountSeed[] = [
  { name: "demo", password: "demo-password", domains: ["example.com", "example.org"] },
];
