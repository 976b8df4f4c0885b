import type { StoredMail } from "./maildirWriter";
import { oddMessages } from "./oddMessages";

const automatic = ["Drafts", "Sent", "Trash", "Junk"];
const international = "Work.2024.&BB8EQAQ4BDIENQRC- &- Co";

/** A small mailbox that is not simple to keep; four of its folders hold messages. */
export const oddMail: StoredMail = {
  messages: [
    ...oddMessages()
      .filter(({ bytes }) => bytes.length < 100_000)
      .map(({ bytes }, index) => ({
        bytes,
        flags: ["S", "F", "RS", ""][index % 4] ?? "",
        keywords: index % 3 === 0 ? ["$Forwarded", "urgent"] : [],
        date: new Date(Date.UTC(2021, 1, index + 1, 12, 30, index)),
      })),
    { bytes: "Subject: nested\r\n\r\none\r\n", folder: international, flags: "F" },
    { bytes: "Subject: sent\r\n\r\ntwo\r\n", folder: "Sent", flags: "S" },
    { bytes: "Subject: junk\r\n\r\nthree\r\n", folder: "Junk" },
  ],
  folders: [...automatic, "Work", "Work.2024", "Empty"],
  subscriptions: [...automatic, "Work.2024", international],
};
