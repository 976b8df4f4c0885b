import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defaults, settingNames, settingOf } from "../src/settings";

const readme = readFileSync(join(__dirname, "..", "README.md"), "utf8");
const [, configuration = ""] = readme.split("## Configuration");

describe("the table of settings", () => {
  it.each(settingNames)("has a row for %s that README shows too", (name) => {
    const row = configuration
      .split("\n")
      .find((line) => line.startsWith("|") && line.includes(`\`${name}\``));
    expect(row).toBeDefined();
    const { means = "", environment } = settingOf(name) ?? {};
    for (const word of means.replace(/[`,]/g, "").split(" ")) expect(row).toContain(word);
    if (environment !== undefined) expect(row).toContain(`\`${environment}\``);
  });

  it("gives the defaults that README shows", () => {
    for (const [name, value] of Object.entries(defaults)) {
      const row = configuration.split("\n").find((line) => line.startsWith(`| \`${name}\``));
      expect(row?.split("|").at(-2)?.trim()).toBe(String(value));
    }
  });

  it("takes no example that its own schema refuses", () => {
    for (const name of settingNames) {
      const { example, schema } = settingOf(name) ?? {};
      // a name or a file that only its reader knows
      if (example === undefined || example === "VALUE" || example.startsWith("./")) continue;
      expect([name, schema?.safeParse(example).success]).toEqual([name, true]);
    }
  });

  it("knows nothing of a name that is none", () => {
    expect([settingOf("refuseMailLos"), settingOf("toString")]).toEqual([undefined, undefined]);
  });
});
