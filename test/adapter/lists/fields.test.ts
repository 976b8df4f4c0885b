import * as fields from "../../../src/adapter/lists/fields";

it.each([
  ["Mail-Box", "mailbox", ["mail", "box"]],
  ["mail_box", "mailbox", ["mail", "box"]],
  ["iTotalRecords", "itotalrecords", ["i", "total", "records"]],
  ["Почтовый ящик", "почтовыйящик", ["почтовый", "ящик"]],
])("%s is squashed to %s, and has the words %j", (name, squashed, words) => {
  expect(fields.squash(name)).toBe(squashed);
  expect(fields.wordsOf(name)).toEqual(words);
});

it("a word counts in a key, but not in an address or a domain", () => {
  const words = new Set(["trash"]);
  const keys = ["my_trash", "trashed", "trash@example.com", "trash.example"];
  expect(keys.map((key) => fields.hasWordOf(words, key))).toEqual([true, false, false, false]);
});

it("every name in the tables stands there as it is looked up: squashed", () => {
  const tables = Object.values(fields).flatMap((table) =>
    typeof table === "function" || typeof table === "string" ? [] : [...table],
  );
  expect(tables.length).toBeGreaterThan(500);
  expect(tables.filter((name) => fields.squash(name) !== name)).toEqual([]);
});
