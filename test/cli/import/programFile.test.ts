import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProgramFile } from "../../../src/cli/import/programFile";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "brainycp-into-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const manifest = (content: unknown): void =>
  writeFileSync(join(folder, "package.json"), JSON.stringify(content));

describe("a file for a program", () => {
  it.each([
    ["mail.ts", undefined, 'import "./mail";', "import"],
    ["mail.ts", "module", 'import "./mail.js";', "import"],
    ["mail.mts", undefined, 'import "./mail.mjs";', "import"],
    ["mail.js", undefined, 'require("./mail");', "require"],
    ["mail.js", "module", 'import "./mail.js";', "import"],
    ["mail.cjs", "module", 'require("./mail.cjs");', "require"],
    ["mail.mjs", undefined, 'import "./mail.mjs";', "import"],
  ])("named %s in a package of type %s is taken in by %s", (name, type, statement, moduleForm) => {
    manifest({ type });
    const file = new ProgramFile(join(folder, name));
    expect([file.statement, file.moduleForm]).toEqual([statement, moduleForm]);
  });

  it("belongs to the package above it, which may have this one already", () => {
    mkdirSync(join(folder, "src"));
    const hasPackage = (): boolean => new ProgramFile(join(folder, "src", "mail.ts")).hasPackage;
    expect(hasPackage()).toBe(false);
    manifest({ dependencies: { "pulumi-brainycp": "^0.1.0" } });
    expect(hasPackage()).toBe(true);
    writeFileSync(join(folder, "package.json"), "no JSON");
    expect(hasPackage()).toBe(false);
  });

  it.each([
    ["that is there", "there.ts", "exists already, and existing files are never overwritten"],
    ["that is a link to nowhere", "link.ts", "exists already"],
    ["in a folder that is not there", "none/mail.ts", "none is not a folder"],
    ["of another kind", "mail.yaml", "Its name must end in .ts, .mts, .cts, .js, .mjs or .cjs"],
  ])("%s is refused", (_, name, words) => {
    writeFileSync(join(folder, "there.ts"), "mine");
    symlinkSync("nowhere", join(folder, "link.ts"));
    expect(() => new ProgramFile(join(folder, name))).toThrow(words);
    expect(readFileSync(join(folder, "there.ts"), "utf8")).toBe("mine");
  });

  it("writes over nothing that came there meanwhile", () => {
    const path = join(folder, "mail.ts");
    const file = new ProgramFile(path);
    writeFileSync(path, "mine");
    expect(() => file.write("new")).toThrow(/could not be written: .*EEXIST/);
    expect(readFileSync(path, "utf8")).toBe("mine");
  });
});
