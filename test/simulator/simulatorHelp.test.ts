import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shapeForwards } from "../../src/simulator/forwardShapes";
import { shapeMailboxes } from "../../src/simulator/mailboxShapes";
import { replyBody } from "../../src/simulator/replyBody";
import { readSeedFile } from "../../src/simulator/seedFile";
import { settingOptions } from "../../src/simulator/settingFlags";
import { settingsHelp } from "../../src/simulator/settingsHelp";
import { exampleSeed, helpText } from "../../src/simulator/simulatorHelp";
import { defaultSettings, settingsSchema } from "../../src/simulator/simulatorSettings";
import { shapeZone } from "../../src/simulator/zoneShapes";
import { readDocument } from "../support/documents";

const help = helpText();

/** The values of a setting that is a choice, and what the help says of each. */
const valuesOf = <Value extends string>({ values }: { values: Readonly<Record<Value, string>> }) =>
  Object.entries(values) as [Value, string][];

/** What begins as the help says: "…" stands for more. */
function matching(shown: string): RegExp {
  const escaped = shown.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/, …/, ",.*")}$`);
}

describe("--help", () => {
  it("lists every setting with its default, and every value of a choice with what it means", () => {
    for (const { name, flag } of settingOptions) {
      expect(help).toMatch(new RegExp(`^ {2}--(\\[no-\\])?${flag}( \\S+)? +\\S.*\\(default: \\S+\\)$`, "m"));
      const schema = settingsSchema.shape[name];
      if ("options" in schema)
        for (const value of schema.options) expect(help).toMatch(new RegExp(`^ {6}${value} +\\S.*$`, "m"));
    }
  });

  it("keeps its columns apart, and fits into a wide terminal", () => {
    for (const line of help.split("\n")) {
      expect(line.length).toBeLessThanOrEqual(130);
      if (/^ {2,}--/.test(line)) expect(line).toMatch(/^ {2}--.{30,32} \S/);
    }
  });

  it.each(valuesOf(settingsHelp.listShape))(
    "shows the list of mailboxes as %s makes it",
    (listShape, shown) => {
      const box = { email: "ann@example.com", quota: 500, password: { salt: "", digest: "" } };
      expect(JSON.stringify(shapeMailboxes([box], { ...defaultSettings, listShape }))).toBe(shown);
    },
  );

  it.each(valuesOf(settingsHelp.forwardShape))(
    "shows the list of forwardings as %s makes it",
    (forwardShape, shown) => {
      const targets = ["ann@example.com", "ben@example.org"];
      const forward = { source: "info@example.com", targets, saveLocal: false };
      expect(JSON.stringify(shapeForwards([forward], { ...defaultSettings, forwardShape }))).toMatch(
        matching(shown),
      );
    },
  );

  it.each(valuesOf(settingsHelp.zoneShape).filter(([, shown]) => shown.includes("{")))(
    "shows a zone as %s makes it",
    (zoneShape, shown) => {
      const records = [
        { name: "@", type: "TXT", value: "v=spf1 a mx ~all" } as const,
        { name: "@", type: "A", value: "192.0.2.10" } as const,
      ];
      const zone = shapeZone("example.com", records, { ...defaultSettings, zoneShape });
      expect(JSON.stringify(zone)).toMatch(matching(shown));
    },
  );

  it.each(valuesOf(settingsHelp.listIn).filter(([place]) => place !== "top"))(
    "shows a reply with a list in %s",
    (listIn, shown) => {
      const list = { code: 0, message: "…", content: { value: "LIST", place: "listIn" } as const };
      const body = replyBody(list, { ...defaultSettings, listIn }).replace("\\u2026", "…");
      expect(body.replace('"LIST"', "LIST")).toBe(shown);
    },
  );

  it("shows a seed that can be used as it stands, the same as docs/simulator.md", () => {
    expect(help.replaceAll(/^ {2}/gm, "")).toContain(exampleSeed);
    expect(readDocument("docs/simulator.md").snippets.map(({ code }) => code)).toContain(`${exampleSeed}\n`);
    const folder = mkdtempSync(join(tmpdir(), "brainycp-help-"));
    const path = join(folder, "seed.json");
    writeFileSync(path, exampleSeed);
    expect(Object.keys(readSeedFile(path))).toEqual(["accounts", "mailboxes", "forwards", "settings"]);
    rmSync(folder, { recursive: true });
  });
});
