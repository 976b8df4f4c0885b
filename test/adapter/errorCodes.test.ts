import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { errorCodes } from "../../src/adapter/errorCodes";
import { project } from "../support/smallRepository";

test("the documentation has the meaning of every error code, in the same words", () => {
  const page = readFileSync(join(project, "docs/error-codes.md"), "utf8");
  const rows = Array.from(page.matchAll(/^\| `(\w+)` +\| (.*?) +\|$/gm), ([, code, meaning]) => [
    code,
    meaning,
  ]);
  expect(rows).toEqual(Object.entries(errorCodes));
});

test("every error code is used", () => {
  const src = join(project, "src");
  const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".ts") && !name.endsWith("errorCodes.ts"),
  );
  const text = files.map((name) => readFileSync(join(src, name), "utf8")).join("\n");
  expect(Object.keys(errorCodes).filter((code) => !text.includes(`"${code}"`))).toEqual([]);
});
