/** A message that programs which are not careful change, lose or take for another. */
export interface OddMessage {
  /** What is odd about it. */
  readonly name: string;
  readonly bytes: Buffer;
}

const head = (subject: string, more = "") =>
  `From: ann@example.com\r\nTo: ben@example.com\r\nSubject: ${subject}\r\n${more}`;

/**
 * Odd messages, which Dovecot all takes. It keeps a NUL as 0x80 and a bare LF as CRLF, so that what it hands out is
 * compared as `hashOf` counts it.
 */
export function oddMessages(): OddMessage[] {
  const id = (name: string) => `Message-ID: <${name}@example.com>\r\n`;
  const twin = `${head("twins", id("twin"))}\r\nThe same bytes twice.\r\n`;
  const messages: [name: string, text: string][] = [
    ["8-bit header", `${head("Gr\xfc\xdfe aus M\xfcnchen", id("eight-bit"))}\r\nNothing is encoded.\r\n`],
    ["UTF-8 header", `${head(Buffer.from("Привет ✉").toString("latin1"), id("utf-8"))}\r\nNor here.\r\n`],
    ["bare LF", `${head("bare LF", id("lf"))}\r\none\ntwo\n\nthree\r\n`.replaceAll("\r\n", "\n")],
    ["mixed line ends", `${head("mixed", id("mixed"))}\r\none\ntwo\r\nthree\n`],
    ["bare CR", `${head("bare CR", id("cr"))}\r\none\rtwo\r\rthree\r\n`],
    ["no Message-ID", `${head("no Message-ID")}\r\nAs some printers send.\r\n`],
    ["another one without Message-ID", `${head("no Message-ID")}\r\nThe same header, other words.\r\n`],
    ["NUL", `${head("NUL", id("nul"))}\r\nbefore\0after\r\n`],
    ["no blank line", head("only a header", id("header-only"))],
    ["no header", "\r\nOnly a body.\r\n"],
    ["no line end at the end", `${head("unfinished", id("unfinished"))}\r\nthe last line`],
    ["very long line", `${head("long line", id("long"))}\r\n${"x".repeat(2_000_000)}\r\n`],
    ["mbox line", `${head("From_", id("from"))}\r\nFrom here on it is quoted.\r\n>From there too.\r\n`],
    ["dot line", `${head("dots", id("dots"))}\r\n.\r\n..\r\nafter the dots\r\n`],
    ["a twin", twin],
    ["the other twin", twin],
  ];
  return messages.map(([name, text]) => ({ name, bytes: Buffer.from(text, "latin1") }));
}

/** A message of about this size, 60 MB by default, whose lines all differ. */
export function largeMessage(bytes = 60_000_000): Buffer {
  const line = (index: number) => `${String(index).padStart(74, "0")}\r\n`;
  const lines = Array.from({ length: Math.ceil(bytes / 76) }, (_, index) => line(index));
  return Buffer.from(
    `${head("large", "Message-ID: <large@example.com>\r\n")}\r\n${lines.join("")}`,
    "latin1",
  );
}
