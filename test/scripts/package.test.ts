import execa from "execa";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { minVersion, satisfies } from "semver";
import { project } from "../support/smallRepository";

interface Manifest {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const readJson = (...path: string[]): unknown => JSON.parse(readFileSync(join(project, ...path), "utf8"));
const manifest = readJson("package.json") as Manifest;

/** The paths of what npm would publish. */
async function published(): Promise<string[]> {
  const { stdout } = await execa("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: project,
  });
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  return files.map(({ path }) => path).sort();
}

test("npm publishes the sources, what is compiled of them, the simulator's page, the documents, and nothing else", async () => {
  const all = readdirSync(join(project, "src"), { recursive: true, encoding: "utf8" });
  const page = all.filter((name) => name.startsWith("simulator/page/"));
  expect(page).toContain("simulator/page/index.html");
  const sources = all.filter((name) => name.endsWith(".ts"));
  const compiled = sources.flatMap((name) =>
    // a library that is taken in
    name.endsWith(".d.ts")
      ? [name.replace(/\.d\.ts$/, ".js")]
      : [".js", ".d.ts", ".d.ts.map"].map((kind) => name.replace(/\.ts$/, kind)),
  );
  const documents = ["CHANGELOG.md", "LICENSE", "README.md", "package.json"];
  expect(await published()).toEqual(
    [
      ...documents,
      ...sources.map((name) => `src/${name}`),
      ...[...compiled, ...page].map((name) => `dist/${name}`),
    ].sort(),
  );
});

test("an editor finds the published source of every declaration", async () => {
  const files = await published();
  const maps = files.filter((name) => name.endsWith(".d.ts.map"));
  expect(maps).toContain("dist/resources/mailbox/mailbox.d.ts.map");
  for (const map of maps) {
    const { sources } = readJson(map) as { sources: string[] };
    for (const source of sources) expect(files).toContain(normalize(join(dirname(map), source)));
  }
});

test("a library in dist is CommonJS, and says its version and its licence", () => {
  const dnsz = readFileSync(join(project, "dist/adapter/lists/dnsz.js"), "utf8");
  const { version } = readJson("node_modules/dnsz/package.json") as { version: string };
  expect(dnsz.startsWith(`/*!\ndnsz ${version}\n\nCopyright (c) silverwind\n`)).toBe(true);
  expect(dnsz).toContain("Redistributions in binary form must reproduce the above copyright notice");
  expect(dnsz).toMatch(/module\.exports = \{[^}]*\bparseZone\b/);
});

test("the provider in dist is one file, with the licences of the libraries in it", () => {
  const provider = readFileSync(join(project, "dist/provider.js"), "utf8");
  const loaded = Array.from(provider.matchAll(/\b(?:require|import)\("([^"]+)"\)/g), ([, name = ""]) => name);
  const libraries = loaded.filter((name) => !name.startsWith("node:"));
  // what is loaded where it is needed
  expect([...new Set(libraries)].sort()).toEqual(["imapflow", "pg"]);
  const licences = provider.slice(0, provider.indexOf("*/"));
  for (const [library, licence] of [
    ["dnsz", "Redistributions in binary form must reproduce the above copyright notice"],
    ["exponential-backoff", "Apache License"],
    ["fastest-levenshtein", "MIT License"],
    ["html-entities", "The above copyright notice and this permission notice shall be included"],
    ["p-limit", "MIT License"],
    ["yocto-queue", "MIT License"],
    ["zod", "MIT License"],
  ] as const) {
    const { version } = readJson("node_modules", library, "package.json") as Manifest;
    const [, words] = licences.split(`\n${library} ${version}\n\n`);
    const [own] = (words ?? "").split(/\n\n\S+ \d+\.\d+\.\d+\n\n/);
    expect([library, own]).toEqual([library, expect.stringContaining(licence)]);
  }
});

test("users of yarn 1 are told nothing of workspaces", () => {
  expect(manifest).not.toHaveProperty("workspaces");
});

test("the package's Node runs everything that it depends on, and the documents name the same one", () => {
  const oldest = minVersion(manifest.engines.node)?.version ?? "";
  for (const name of Object.keys(manifest.dependencies)) {
    const { engines } = readJson("node_modules", name, "package.json") as { engines?: { node?: string } };
    expect([name, satisfies(oldest, engines?.node ?? "*")]).toEqual([name, true]);
  }
  for (const file of ["README.md", ".ci/run"]) {
    const named = readFileSync(join(project, file), "utf8").matchAll(/Node(?:\.js)? (\d[\d.]*\d) or newer/g);
    expect([file, ...new Set(Array.from(named, ([, version]) => version))]).toEqual([file, oldest]);
  }
});

test("the changelog has a section with a date for the package's version", () => {
  const changelog = readFileSync(join(project, "CHANGELOG.md"), "utf8");
  const dates = Array.from(
    changelog.matchAll(/^## \[(.+)\] - (\d{4}-\d\d-\d\d)$/gm),
    ([, version]) => version,
  );
  expect(dates).toContain(manifest.version);
});

const examples = readdirSync(join(project, "examples")).filter((name) =>
  existsSync(join(project, "examples", name, "package.json")),
);

test.each(examples)(
  "what the example %s depends on is a version of the registry, and is installed here",
  (example) => {
    const { dependencies, devDependencies } = readJson("examples", example, "package.json") as Manifest;
    for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies })) {
      const { version } = readJson("node_modules", name, "package.json") as Manifest;
      expect([name, range, satisfies(version, range)]).toEqual([name, range, true]);
    }
    expect(dependencies["pulumi-brainycp"]).toBe(`^${manifest.version}`);
  },
);
