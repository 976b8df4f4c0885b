import { deliveryOf, isSameDelivery } from "../../src/mail/delivery";

const received = "Received: from ben by mail with smtp id 1\r\n\tfor ann@example.com";
const own = [received, "Received: from laptop by ben id 9", "Message-ID: <1@example.net>", "Subject: hello"];
const message = (fields: readonly string[], body = "text\r\n"): Buffer =>
  Buffer.from(fields.map((field) => `${field}\r\n`).join("") + `\r\n${body}`, "latin1");
const isSame = (a: Buffer, b: Buffer): boolean => {
  const both = [deliveryOf(a), deliveryOf(b)] as const;
  expect(isSameDelivery(both[1], both[0])).toBe(isSameDelivery(...both));
  return isSameDelivery(...both);
};

describe("two copies of a message", () => {
  it.each([
    ["are equal", [], own],
    [
      "name another recipient",
      ["Delivered-To: ann@example.com", ...own],
      ["delivered-to: park@example.com", ...own],
    ],
    [
      "were delivered at another time",
      ["Return-path: <>", "Envelope-to: ann@example.com", "Delivery-date: today", ...own],
      ["Delivery-date: tomorrow", ...own],
    ],
    [
      "came by a forwarding that adds fields",
      own,
      ["ARC-Seal: x", "Received: by mail id 2", ...own, "X-Redirected: yes"],
    ],
  ])("come from one delivery where they %s", (_, more, fields) => {
    expect(isSame(message(more.length === 0 ? own : more), message(fields))).toBe(true);
  });

  it.each([
    ["was received twice", [received.replace("id 1", "id 2"), ...own.slice(1)], own],
    [
      "was received twice, once by a forwarding",
      ["Received: x", received.replace("id 1", "id 2"), ...own.slice(1)],
      own,
    ],
    ["has another subject", [...own.slice(0, 3), "Subject: hallo"], own],
    ["has its fields in another order", [...own].reverse(), own],
    ["has no field in common but some", ["Subject: hello"], ["X-Other: 1", "Subject: hello"]],
  ])("come from two where one %s", (_, a, b) => {
    expect(isSame(message(a), message(b))).toBe(false);
  });

  it("come from two where their bodies differ in a byte", () => {
    expect(isSame(message(own, "text\r\n"), message(own, "text \r\n"))).toBe(false);
  });

  it.each(["", "\r\n", "Subject: no body", "no header at all", "\r\nSubject: in the body\r\n\r\n"])(
    "are read as they are, though odd: %j",
    (odd) => {
      expect(isSame(Buffer.from(odd), Buffer.from(odd))).toBe(true);
      expect(isSame(Buffer.from(odd), Buffer.from(`${odd}x`))).toBe(false);
    },
  );
});
