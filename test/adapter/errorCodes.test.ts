import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { errorCodes } from "../../src/adapter/errorCodes";
import { project } from "../support/smallRepository";

test("docs/troubleshooting.md has a section for every error code, which begins with its meaning", () => {
  const page = readFileSync(join(project, "docs/troubleshooting.md"), "utf8");
  const sections = Array.from(page.matchAll(/^### `(\w+)`\n\n(.*(?:\n.+)*)/gm), ([, code, meaning = ""]) => [
    code,
    meaning.replaceAll("\n", " "),
  ]);
  expect(Object.fromEntries(sections)).toEqual(errorCodes);
});

test("every error code is used", () => {
  const src = join(project, "src");
  const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".ts") && !name.endsWith("errorCodes.ts"),
  );
  const text = files.map((name) => readFileSync(join(src, name), "utf8")).join("\n");
  expect(Object.keys(errorCodes).filter((code) => !text.includes(`"${code}"`))).toEqual([]);
});
