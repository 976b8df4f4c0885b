import execa from "execa";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { project } from "../support/smallRepository";

test("npm publishes what is compiled of the sources, the documents, and nothing else", async () => {
  const { stdout } = await execa("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: project,
  });
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];

  const sources = readdirSync(join(project, "src"), { recursive: true, encoding: "utf8" });
  const modules = sources.filter((name) => name.endsWith(".ts")).map((name) => name.slice(0, -".ts".length));
  const compiled = modules.flatMap((module) => [`dist/${module}.js`, `dist/${module}.d.ts`]);
  const documents = ["CHANGELOG.md", "LICENSE", "README.md", "package.json"];
  expect(files.map(({ path }) => path).sort()).toEqual([...documents, ...compiled].sort());
});
