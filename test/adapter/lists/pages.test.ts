import { claimOf, claimsWithin, perhapsOf, saysMore } from "../../../src/adapter/lists/pages";

/** Whether a field beside a list of five objects says that there is more. */
function moreThanFive(name: string, value: unknown): boolean {
  const claim = claimOf(name, value);
  return claim !== undefined && saysMore([claim], 5);
}

describe("beside a list of five", () => {
  it.each<[string, unknown]>([
    ["total", 6],
    ["recordsTotal", "57"],
    ["count", "57 mailboxes"],
    ["summary", "showing 1 to 5 of 57 entries"],
    ["per_page", 5],
    ["pages", 2],
    ["page", "2"],
    ["offset", 5],
    ["from", 6],
    ["next", "/list?page=2"],
    ["has_more", true],
    ["nextPageToken", "x"],
    ["truncated", 1],
    ["is_last", false],
    ["last_page_url", "/list?page=2"],
    ["search", "ann"],
    ["error", "timeout"],
    ["message", "only the first 5 are shown"],
  ])("%s %j says that there is more", (name, value) => {
    expect(moreThanFive(name, value)).toBe(true);
  });

  it.each<[string, unknown]>([
    ["total", 5],
    ["count", "5 mailboxes"],
    ["summary", "showing 1 to 5 of 5 entries"],
    ["per_page", 20],
    ["pages", 1],
    ["offset", 0],
    ["from", 1],
    ["next", null],
    ["has_more", false],
    ["is_last", true],
    ["last_page_url", "/list?page=1"],
    ["search", "*"],
    ["error", "no errors"],
    ["message", "all shown"],
    ["quota_total", 500],
    ["name", "ann"],
  ])("%s %j does not", (name, value) => {
    expect(moreThanFive(name, value)).toBe(false);
  });

  it("a full page is no hint of more where the total is shown", () => {
    const claims = claimsWithin({ meta: { per_page: 5, total: 5 } });
    expect([saysMore(claims, 5), saysMore(claims, 4)]).toEqual([false, true]);
  });

  it("a number under an unknown name may be a total, unless it is about something else", () => {
    expect(perhapsOf("zahl", 57)).toMatchObject({ perhaps: [57] });
    expect(perhapsOf("disk_space", 57)).toBeUndefined();
  });
});
