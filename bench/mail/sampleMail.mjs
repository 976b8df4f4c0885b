/** @typedef {import("../../dist/mail/folder.js").Folder} Folder */
/** @typedef {{ readonly message: import("../../dist/mail/message.js").Message, readonly bytes: Buffer }} SampleMessage */

/** @type {readonly Folder[]} */
export const folders = [
  ["INBOX"],
  ["Drafts"],
  ["Junk"],
  ["Sent"],
  ["Trash"],
  ...["2021", "2022", "2023", "2024", "2025"].flatMap((year) => [
    ["Archive", year],
    ["Work", year],
    ["Lists", year],
  ]),
].map((path) => ({ path, isSubscribed: true, holdsMessages: true }));

const smallMessages = 3_988;
/** In bytes. */
const largeSizes = [
  ...Array.from({ length: 10 }, () => 1_000_000),
  ...Array.from({ length: 2 }, () => 25_000_000),
];

/** Many messages of 1 to 10 kB, a few of 1 MB and two of 25 MB, spread over all folders; the same in each run. */
export const messages = smallMessages + largeSizes.length;
export const bytes = Array.from({ length: messages }, (_, number) => sizeOf(number)).reduce(
  (sum, size) => sum + size,
  0,
);

/** @returns {Iterable<SampleMessage>} The messages of one folder, each made when it is asked for. */
export function* messagesOf(/** @type {Folder} */ folder) {
  for (let number = folders.indexOf(folder); number < messages; number += folders.length) {
    const size = sizeOf(number);
    yield { message: messageOf(number, size), bytes: textOf(number, size) };
  }
}

function sizeOf(/** @type {number} */ number) {
  return largeSizes[number] ?? 1_000 + ((number * 7_919) % 9_000);
}

/** @returns {import("../../dist/mail/message.js").Message} */
function messageOf(/** @type {number} */ number, /** @type {number} */ size) {
  const flags = [[], ["\\Seen"], ["\\Answered", "\\Seen"], ["\\Flagged", "\\Seen"]][number % 4] ?? [];
  const date = new Date(Date.UTC(2021, 0, 1) + number * 10_000_000);
  return { uid: number + 1, size, flags, date: `${date.toISOString().slice(0, -5)}Z` };
}

function textOf(/** @type {number} */ number, /** @type {number} */ size) {
  const head = `From: ann@example.com\r\nTo: bob@example.com\r\nSubject: Message ${number}\r\nMessage-ID: <${number}@example.com>\r\n\r\n`;
  // words that no other message has at the same place
  const line = `${Buffer.from(String(number * 104_729).repeat(12))
    .toString("base64")
    .slice(0, 76)}\r\n`;
  const text = Buffer.alloc(size, line);
  text.write(head);
  text.write("\r\n", size - 2);
  return text;
}
