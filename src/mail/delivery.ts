import { createHash } from "node:crypto";

/**
 * What two mailboxes have in common that got the same message: its body, and its header without what a mail server adds
 * for each mailbox.
 */
export interface Delivery {
  /** SHA-256 of the body. */
  readonly body: string;
  /** The fields of the header in their order, as they are written. */
  readonly fields: readonly string[];
}

/** Fields that a mail server writes anew into each copy that it delivers. Source: Exim, Postfix, Dovecot. */
const writtenOnDelivery = new Set([
  "return-path",
  "envelope-to",
  "delivery-date",
  "delivered-to",
  "x-original-to",
  "x-envelope-to",
]);

const blankLine = "\r\n\r\n";

/** Reads a message as IMAP hands it out. */
export function deliveryOf(message: Buffer): Delivery {
  const end = message.subarray(0, 2).equals(Buffer.from("\r\n")) ? 0 : message.indexOf(blankLine);
  const header = (end < 0 ? message : message.subarray(0, end)).toString("latin1");
  const body = end < 0 ? Buffer.alloc(0) : message.subarray(end);
  return {
    body: createHash("sha256").update(body).digest("hex"),
    fields: header.split(/\r\n(?![ \t])/).filter((field) => !writtenOnDelivery.has(nameOf(field))),
  };
}

/**
 * Whether two copies come from one delivery, as far as that is certain: their bodies are the same, and so are their
 * headers, or one header has all of the other's fields in their order and more of its own, as a forwarding adds them
 * (another `Received`, `ARC-Seal`, `X-Redirected`). A message that was sent twice has two `Received` fields of its own,
 * and a header without any proves nothing when the other has more.
 */
export function isSameDelivery(a: Delivery, b: Delivery): boolean {
  if (a.body !== b.body) return false;
  const [few, many] = a.fields.length <= b.fields.length ? [a, b] : [b, a];
  if (few.fields.length < many.fields.length && !few.fields.some((field) => nameOf(field) === "received"))
    return false;
  let place = 0;
  for (const field of many.fields) if (field === few.fields[place]) place += 1;
  return place === few.fields.length;
}

function nameOf(field: string): string {
  return field
    .slice(0, Math.max(0, field.indexOf(":")))
    .trim()
    .toLowerCase();
}
