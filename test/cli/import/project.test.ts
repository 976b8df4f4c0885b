import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownPackage } from "../../../src/cli/ownPackage";
import { projectFiles, projectName, writeProject } from "../../../src/cli/import/project";
import { shellValue, shellWord } from "../../../src/cli/shell";

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "brainycp-project-")));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const own = { version: "1.2.3", sdk: "^3.139.0", source: "^1.2.3" };

describe("a project", () => {
  it.each([
    ["/srv/mail", "mail"],
    ["/srv/My Mail (2)", "My-Mail-2"],
    ["/srv/пример.рф", "mail"],
    ["/srv/.hidden", "hidden"],
    ["/", "mail"],
    [`/srv/${"a".repeat(120)}`, "a".repeat(100)],
  ])("in %s is called %s", (path, name) => {
    expect(projectName(path)).toBe(name);
    expect(name).toMatch(/^[A-Za-z0-9_.-]{1,100}$/);
  });

  it.each([
    ["/srv/My_Mail", "my_mail"],
    ["/srv/_mail", "mail"],
    ["/srv/pulumi-brainycp", "mail"],
    ["/srv/TypeScript", "mail"],
  ])("in %s is the package %s", (path, name) => {
    expect(JSON.parse(projectFiles(path, "", own)["package.json"])).toMatchObject({ name });
  });

  it("writes over nothing that came there meanwhile, and then takes its own files back", () => {
    const path = join(folder, "mail");
    mkdirSync(path);
    writeFileSync(join(path, "tsconfig.json"), "mine");
    expect(() => writeProject(path, projectFiles(path, "", own))).toThrow(
      /^The project could not be written: .*EEXIST.*No file of it was left/,
    );
    expect(readdirSync(path)).toEqual(["tsconfig.json"]);
    expect(readFileSync(join(path, "tsconfig.json"), "utf8")).toBe("mine");
  });

  it("takes back the folders that it made, too", () => {
    const files = projectFiles("a/b", "", own);
    // a text that is none cannot be written
    const broken = { ...files, "index.ts": undefined as unknown as string };
    expect(() => writeProject(join(folder, "a", "b"), broken)).toThrow(/could not be written/);
    expect(existsSync(join(folder, "a"))).toBe(false);
  });
});

describe("the package that a project depends on", () => {
  const root = join(__dirname, "../../..");
  /** Puts the package's manifest into a folder, which is returned. */
  function install(...path: string[]): string {
    const place = join(folder, ...path);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, "package.json"), readFileSync(join(root, "package.json")));
    return place;
  }
  const list = (resolved: string): void =>
    writeFileSync(
      join(folder, "node_modules", ".package-lock.json"),
      JSON.stringify({ packages: { "node_modules/pulumi-brainycp": { resolved } } }),
    );

  it("is this folder, where it is a checkout", () => {
    expect(ownPackage().source).toBe(`file:${realpathSync(root)}`);
  });

  it("is its version, where it was installed from a registry", () => {
    const place = install("node_modules", "pulumi-brainycp");
    const { version, source, sdk } = ownPackage(place);
    expect([source, sdk]).toEqual([`^${version}`, "^3.139.0"]);
    list("https://registry.npmjs.org/pulumi-brainycp/-/pulumi-brainycp-0.1.0.tgz");
    expect(ownPackage(place).source).toBe(`^${version}`);
  });

  it("is the archive that it was installed from, while that is there", () => {
    const place = install("node_modules", "pulumi-brainycp");
    list("file:packed/pulumi-brainycp.tgz");
    expect(ownPackage(place).source).toBe(`^${ownPackage(place).version}`);
    mkdirSync(join(folder, "packed"));
    writeFileSync(join(folder, "packed", "pulumi-brainycp.tgz"), "");
    expect(ownPackage(place).source).toBe(`file:${join(folder, "packed", "pulumi-brainycp.tgz")}`);
  });
});

describe("a word of a command", () => {
  it.each(["plain", "it's", "a b", "$HOME", "`date`", '"', "\\", "-n", "*", "", "пример", "a;b", "~", "!x"])(
    "is what a shell passes on: %j",
    (text) => {
      const script = `printf %s ${shellWord(text)}`;
      expect(execFileSync("sh", ["-c", script.replace("%s ", "%s -- ")]).toString()).toBe(`--${text}`);
    },
  );

  it("is no option where it is a value", () => {
    expect([shellValue("-x"), shellValue("x")]).toEqual(["-- -x", "x"]);
  });
});
