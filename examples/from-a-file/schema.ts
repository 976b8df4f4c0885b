import { z } from "zod";

/** The message for a wrong value; a value that is not there is only missing. */
const wrong = (problem: string) => ({
  error: ({ code, input }: { readonly code: string; readonly input?: unknown }) =>
    code === "invalid_type" && input === undefined ? "is missing" : problem,
});

const map = wrong("is not a map of NAME: VALUE");
const quota = wrong("is not a whole number of 0 or more");
const flag = z.boolean(wrong("is neither true nor false")).default(false);

// Only lower case: each address has one spelling, so an address that appears twice is a key that appears twice.
/** The part of an address before the @. */
export const mailboxName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9._+-]*[a-z0-9])?$/, "is not a lower-case name, such as ann or ann.smith");
const domainName = z
  .string()
  .regex(/^([\p{Ll}\p{Lo}\d-]+\.)+[\p{Ll}\p{Lo}\d-]+$/u, "is not a lower-case domain, such as example.com");
const address = z.string(wrong("is not an address")).regex(/^[^\s@]+@[^\s@]+$/, "is not an address");

const mailbox = z.strictObject({ quota: z.int(quota).min(0, quota) }, map);
const targets = z
  .array(address, wrong("is not a list of addresses, such as [ann@example.com]"))
  .min(1, "is empty");
const domain = z.strictObject(
  {
    spf: flag,
    dkim: flag,
    mailboxes: z.record(mailboxName, mailbox, map).default({}),
    forwards: z.record(mailboxName, targets, map).default({}),
  },
  map,
);

/** What `mail.yaml` may say. */
export const mailSchema = z.strictObject({ domains: z.record(domainName, domain, map) }, map);
