import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Journal } from "../../src/adapter/journal";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "brainycp-journal-"));
});

afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

const endpoint = "http://127.0.0.1:8002/api/api.php";
const open = (project = "mail", panel = endpoint): Journal => new Journal(folder, project, panel);
const entries = (): string[] => readdirSync(join(folder, "journal"));

describe("a journal", () => {
  it("knows what an earlier run set out to make, where it was proved absent before", () => {
    open().intend("mailbox", "ann@example.com", true, { quota: 5 });
    expect(open().own("mailbox", "ann@example.com")).toEqual({
      wasAbsent: true,
      made: false,
      detail: { quota: 5 },
    });
  });

  it("does not take for its own what may have been there before, until the panel said that it was made", () => {
    open().intend("mailbox", "ann@example.com", false, {});
    expect(open().own("mailbox", "ann@example.com")).toBeUndefined();
    open().made("mailbox", "ann@example.com");
    expect(open().own("mailbox", "ann@example.com")).toMatchObject({ made: true });
  });

  it.each([
    ["another kind", open, "spf", "ann@example.com"],
    ["another object", open, "mailbox", "bob@example.com"],
    ["another project", () => open("other"), "mailbox", "ann@example.com"],
    ["another panel", () => open("mail", "http://127.0.0.1:9/api/api.php"), "mailbox", "ann@example.com"],
  ] as const)("knows nothing of %s", (_, journal, kind, name) => {
    open().intend("mailbox", "ann@example.com", true, {});
    expect(journal().own(kind, name)).toBeUndefined();
  });

  it("forgets an object that stands in the state as it was made, and keeps one that replaced it", () => {
    open().intend("forwarding", "info@example.com", true, { targets: ["a@example.com"], saveLocal: false });
    open().settle("forwarding", "info@example.com", { targets: ["b@example.com"], saveLocal: false });
    expect(open().own("forwarding", "info@example.com")).toBeDefined();
    open().settle("forwarding", "info@example.com", { targets: ["a@example.com"], saveLocal: false });
    expect(open().own("forwarding", "info@example.com")).toBeUndefined();
  });

  it("takes along at the end of a run what the engine was told, and nothing else", () => {
    const journal = open();
    for (const name of ["ann@example.com", "bob@example.com"]) journal.intend("mailbox", name, true, {});
    journal.answer("mailbox", "ann@example.com");
    expect(entries()).toHaveLength(2);
    journal.end();
    expect(open().own("mailbox", "ann@example.com")).toBeUndefined();
    expect(open().own("mailbox", "bob@example.com")).toBeDefined();
  });

  it("takes an entry that was cut off for none", () => {
    open().intend("dkim", "example.com", true, {});
    writeFileSync(join(folder, "journal", entries()[0] ?? ""), '{"wasAbsent":tr');
    expect(open().own("dkim", "example.com")).toBeUndefined();
  });

  it("that cannot be written is no reason to stop", () => {
    const blocked = new Journal("/dev/null", "mail", endpoint);
    blocked.intend("spf", "example.com", true, {});
    blocked.made("spf", "example.com");
    blocked.forget("spf", "example.com");
    expect(blocked.own("spf", "example.com")).toBeUndefined();
  });
});
