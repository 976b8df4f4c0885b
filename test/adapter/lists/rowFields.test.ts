import { RowFields } from "../../../src/adapter/lists/rowFields";

describe("the fields of a row", () => {
  it("are found by name without case and separators; the first of two counts", () => {
    const row = new RowFields({ "Mail-Box": "a", mail_box: "b", Quota: 0 });
    expect([row.get("mailbox"), row.get("quota"), row.has("mailbox"), row.has("none")]).toEqual([
      "a",
      0,
      true,
      false,
    ]);
  });

  it("hold nothing where they are empty or null, and the next name is asked", () => {
    const row = new RowFields({ email: "", login: null, name: "ann" });
    expect([row.has("email"), row.get("email")]).toEqual([true, undefined]);
    expect(row.first(["email", "login", "name"])).toBe("ann");
    expect(row.first(["email"])).toBeUndefined();
  });

  it.each([
    [{ domain: "Example.COM" }, "example.com"],
    [{ domain: "none", host: "example.com" }, "example.com"],
    [{ domain: 5 }, undefined],
    [{ email: "ann@example.com" }, undefined],
  ])("%j name the domain %s", (row, domain) => {
    expect(new RowFields(row).domain).toBe(domain);
  });
});
