import * as z from "zod";
import {
  normaliseAddress,
  normaliseDomain,
  normaliseTarget,
  targetSet,
  type Normalised,
} from "../adapter/address";
import { normaliseNameServer } from "../adapter/nameServers";
import { isFields } from "../adapter/lists/json";
import { deletedFirst, isUnknown, unknownValue } from "./props";

/** What counts where a program does not say how long it waits. */
const waitForDefaults = { timeoutSeconds: 300 } as const;

/** A mistake in a resource's inputs, as the engine shows it. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
}

/** Inputs in normal form, and every mistake in them. */
export interface Checked {
  readonly inputs: Record<string, unknown>;
  readonly failures: Failure[];
}

/**
 * Validates inputs property by property: unknown values are passed over, all mistakes reported at once.
 *
 * @param fields what each property may hold, and its normal form
 */
export function checkFields(
  fields: Readonly<Record<string, z.ZodType>>,
  news: Readonly<Record<string, unknown>>,
): Checked {
  const inputs: Record<string, unknown> = {};
  const failures: Failure[] = [];
  for (const [property, field] of Object.entries(fields)) {
    // null is how some languages and JSON write "not set"
    const value = news[property] ?? undefined;
    // of an object that is not whole yet nothing can be said
    if (value === unknownValue || (isFields(value) && isUnknown(value))) {
      inputs[property] = value;
      continue;
    }
    const parsed = field.safeParse(value);
    if (!parsed.success)
      failures.push(...parsed.error.issues.map((issue) => failure(property, value, issue)));
    else if (parsed.data !== undefined) inputs[property] = parsed.data;
  }
  for (const property of Object.keys(news)) {
    if (property === "__provider" || property === deletedFirst || Object.hasOwn(fields, property)) continue;
    const names = Object.keys(fields).join(", ");
    failures.push({
      property: "",
      reason: `${property}: is not a property of this resource; it has ${names}`,
    });
  }
  return { inputs, failures };
}

/** The engine prints the value of a property that it is given a failure for: a secret's failure names none. */
function failure(property: string, value: unknown, issue: z.core.$ZodIssue): Failure {
  const where = issue.path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "");
  const reason = value === undefined ? "is missing" : issue.message;
  const words = where === "" ? reason : `${where} ${reason}`;
  return property === "password"
    ? { property: "", reason: `password: ${words}` }
    : { property, reason: words };
}

/** A text that `normalise` brings into its one form. */
function normalised(normalise: (written: string) => Normalised): z.ZodType<string> {
  return z.string("is not text").transform((written, context) => {
    const result = normalise(written);
    if ("value" in result) return result.value;
    context.addIssue(result.refused);
    return z.NEVER;
  });
}

/** A mailbox or the source of a forwarding. */
export const addressField = normalised(normaliseAddress);

/** A domain. */
export const domainField = normalised(normaliseDomain);

/** The targets of a forwarding: each once, in one order; the order of what is not known yet stays. */
export const targetsField = z
  .array(
    normalised((written) => (written === unknownValue ? { value: written } : normaliseTarget(written))),
    "is not a list of addresses",
  )
  .min(1, "is empty; name at least one address")
  .transform((targets) => (isUnknown(targets) ? targets : targetSet(targets)));

/** The password of a mailbox, taken as it is. */
export const passwordField = z
  .string("is not text")
  .min(1, "is empty")
  .max(1024, "is longer than 1024 characters")

  .refine((password) => !/[\u0000-\u001f\u007f]/.test(password), "holds a control character")
  .refine(
    (password) => password.isWellFormed(),
    "holds half of a surrogate pair, which no encoding can carry",
  );

/** The size of a mailbox in the panel's own unit. */
export const quotaField = z
  .number("is not a number")
  .refine(Number.isInteger, "is not a whole number")
  .refine((quota) => quota >= 0, "is below 0")
  .refine((quota) => Math.abs(quota) <= Number.MAX_SAFE_INTEGER, `is above ${Number.MAX_SAFE_INTEGER}`)
  // -0 would be sent as 0 and differ from it
  .transform((quota) => quota + 0);

/** A name of a server or a panel user. */
export const nameField = z
  .string("is not text")
  .trim()
  .min(1, "is empty; leave it out instead")
  .max(255, "is longer than 255 characters")

  .refine((name) => !/[\u0000-\u001f\u007f]/.test(name), "holds a control character")
  .refine((name) => name.isWellFormed(), "holds half of a surrogate pair");

/** The selector of a DKIM key (RFC 6376, section 3.1). */
export const selectorField = z
  .string("is not text")
  .transform((written) =>
    written
      .trim()
      .toLowerCase()
      .replace(/\._domainkey.*$/, ""),
  )
  .refine(
    (selector) => /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/.test(selector),
    "is not a selector; write the name before ._domainkey, such as dkim",
  );

/** Which name servers a resource waits for, and how long. */
export const waitForField = z.strictObject(
  {
    nameServers: z
      .array(normalised(normaliseNameServer), "is not a list of name servers")
      .min(1, "is empty; leave it out to ask the domain's own name servers")
      .optional(),
    timeoutSeconds: z
      .number("is not a number of seconds")
      .min(1, "is below 1 second")
      .max(86_400, "is above 86400 seconds, a day")
      .default(waitForDefaults.timeoutSeconds),
  },
  "is not an object of nameServers and timeoutSeconds",
);

/** A switch that is true or false. */
export const flagField = z.boolean("is neither true nor false");
