import { z } from "zod";

/** The words for a value that is wrong; one that is not there is just missing. */
const wrong = (problem: string) => ({
  error: ({ code, input }: { readonly code: string; readonly input?: unknown }) =>
    code === "invalid_type" && input === undefined ? "is missing" : problem,
});

const map = wrong("is no map of NAME: VALUE");
const quota = wrong("is no whole number of 0 or more");
const flag = z.boolean(wrong("is neither true nor false")).default(false);

// Lower case alone: one spelling for each address, so that an address that is there twice is a key that is there twice.
/** The part of an address before the @. */
export const mailboxName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9._+-]*[a-z0-9])?$/, "is no name in lower case, such as ann or ann.smith");
const domainName = z
  .string()
  .regex(/^([\p{Ll}\p{Lo}\d-]+\.)+[\p{Ll}\p{Lo}\d-]+$/u, "is no domain in lower case, such as example.com");
const address = z.string(wrong("is no address")).regex(/^[^\s@]+@[^\s@]+$/, "is no address");

const mailbox = z.strictObject({ quota: z.int(quota).min(0, quota) }, map);
const targets = z
  .array(address, wrong("is no list of addresses, such as [ann@example.com]"))
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
