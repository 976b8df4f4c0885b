import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import execa from "execa";
import { fakeEngine, fakeGo } from "../support/fakeTools";
import { newFolder, project } from "../support/smallRepository";

// A bound for a process that hangs; no test asserts a time.
jest.setTimeout(120_000);

const pinned =
  /pkg\/v3 v(\S+)/.exec(readFileSync(join(project, "scripts/engine/cli/go.mod"), "utf8"))?.[1] ?? "";

let home: string;
let cached: string;

beforeEach(() => {
  home = newFolder();
  cached = join(home, "cache", "pulumi-brainycp", "engine", pinned);
});

afterEach(() => rmSync(home, { recursive: true }));

interface Result {
  /** What the function returned. */
  engine: { folder: string; version: string; origin: string } | undefined;
  /** What it threw, or nothing. */
  error: string;
  /** What it printed. */
  said: string;
}

/**
 * Asks the scripts for the engine, in a process with this environment alone, where every download ends like this.
 */
function ask(
  environment: Record<string, string>,
  download = 'Promise.reject(new TypeError("no network here"))',
) {
  const program = `
    import { getEngine } from "./scripts/engine/engine.mjs";
    globalThis.fetch = (url) => ${download};
    const [engine, error] = await getEngine().then((engine) => [engine, ""], (error) => [undefined, error.message]);
    console.log("\\n" + JSON.stringify({ engine, error }));
  `;
  const child = execa(process.execPath, ["--input-type=module", "-e", program], {
    cwd: project,
    env: { HOME: home, XDG_CACHE_HOME: join(home, "cache"), ...environment },
    extendEnv: false,
  });
  const result = child.then(({ stdout }): Result => {
    const lines = stdout.split("\n");
    const answer = JSON.parse(lines.pop() ?? "") as Omit<Result, "said">;
    return { ...answer, said: lines.join("\n") };
  });
  return { child, result };
}

const get = (environment: Record<string, string>) => ask(environment).result;

describe("on PATH", () => {
  test("the oldest version that fits is taken", async () => {
    const folder = fakeEngine(join(home, "bin"), "v3.139.0");
    const { engine } = await get({ PATH: folder });
    expect(engine).toEqual({ folder, version: "3.139.0", origin: `on PATH, in ${folder}` });
  });

  test("the other parts may stand in another folder", async () => {
    const folder = fakeEngine(join(home, "bin"), "v3.200.1", []);
    const other = fakeEngine(join(home, "other"), "v3.1.0");
    const { engine } = await get({ PATH: `${folder}:${other}` });
    expect(engine).toMatchObject({ folder, version: "3.200.1" });
  });

  test.each(["v3.138.0", "v4.0.0", "something else"])(
    "a pulumi that says %s is passed over, aloud",
    async (version) => {
      const folder = fakeEngine(join(home, "bin"), version);
      const { engine, said } = await get({ PATH: folder });
      expect(engine).toBeUndefined();
      expect(said).toContain(`The pulumi in ${folder} is passed over: its version is`);
      expect(said).toContain("needed is >=3.139.0 <4");
    },
  );

  test.each([
    ["pulumi-language-nodejs", ["resource"]],
    ["pulumi-resource-pulumi-nodejs", ["language"]],
  ])("a pulumi without %s is passed over, aloud", async (missing, parts) => {
    const folder = fakeEngine(join(home, "bin"), "v3.200.0", parts);
    const { engine, said } = await get({ PATH: folder });
    expect(engine).toBeUndefined();
    expect(said).toContain(`The pulumi in ${folder} is passed over: ${missing} is not on PATH.`);
  });

  test("it comes before the folder that the environment names", async () => {
    const folder = fakeEngine(join(home, "bin"), "v3.200.0");
    const named = fakeEngine(join(home, "named"), "v3.201.0");
    const { engine } = await get({ PATH: folder, PULUMI_BRAINYCP_ENGINE: named });
    expect(engine?.folder).toBe(folder);
  });
});

describe("in the folder that PULUMI_BRAINYCP_ENGINE names", () => {
  test("it is taken, before the cache", async () => {
    fakeEngine(cached, `v${pinned}`);
    const named = fakeEngine(join(home, "named"), "v3.201.0");
    const { engine } = await get({ PATH: "", PULUMI_BRAINYCP_ENGINE: named });
    expect(engine).toMatchObject({ folder: named, version: "3.201.0" });
  });

  test("a file that it lacks is an error that names it, though the cache has one", async () => {
    fakeEngine(cached, `v${pinned}`);
    const named = fakeEngine(join(home, "named"), "v3.201.0", ["language"]);
    const { engine, error } = await get({ PATH: "", PULUMI_BRAINYCP_ENGINE: named });
    expect(engine).toBeUndefined();
    expect(error).toContain(
      `PULUMI_BRAINYCP_ENGINE names ${named}, which has no executable pulumi-resource-pulumi-nodejs.`,
    );
  });

  test("a file that cannot be executed counts as lacking", async () => {
    const named = fakeEngine(join(home, "named"), "v3.201.0");
    chmodSync(join(named, "pulumi"), 0o644);
    const { error } = await get({ PATH: "", PULUMI_BRAINYCP_ENGINE: named });
    expect(error).toContain("has no executable pulumi.");
  });

  test("a version that does not fit is an error that says both", async () => {
    const named = fakeEngine(join(home, "named"), "v3.100.0");
    const { error } = await get({ PATH: "", PULUMI_BRAINYCP_ENGINE: named });
    expect(error).toBe(
      `PULUMI_BRAINYCP_ENGINE names ${named}, whose pulumi is of version 3.100.0; needed is >=3.139.0 <4.`,
    );
  });
});

describe("in the cache", () => {
  test("the pinned version is taken", async () => {
    fakeEngine(cached, `v${pinned}`);
    const { engine, said } = await get({ PATH: "" });
    expect(engine).toEqual({ folder: cached, version: pinned, origin: `in the cache, ${cached}` });
    expect(said.trim()).toBe("");
  });

  test("the cache is ~/.cache where XDG_CACHE_HOME does not say another", async () => {
    const folder = fakeEngine(join(home, ".cache", "pulumi-brainycp", "engine", pinned), `v${pinned}`);
    const { engine } = await get({ PATH: "", XDG_CACHE_HOME: "" });
    expect(engine?.folder).toBe(folder);
  });

  test("another version, or one that is not whole, is none", async () => {
    fakeEngine(join(cached, "..", "3.200.0"), "v3.200.0");
    fakeEngine(cached, `v${pinned}`, ["language"]);
    const { engine } = await get({ PATH: "" });
    expect(engine).toBeUndefined();
  });
});

test("where none is found the official download is put into the cache", async () => {
  // What stands for Pulumi's install script: it gets --no-edit-path --install-root FOLDER --version VERSION.
  const installer = `[ "$2" = --install-root ] && [ "$4" = --version ] || exit 2
    /bin/mkdir -p "$3/bin" && cd "$3/bin" || exit 3
    printf '#!/bin/sh\\necho v%s' "$5" >pulumi
    : >pulumi-language-nodejs
    : >pulumi-resource-pulumi-nodejs
    /bin/chmod +x *`;
  const response = `Promise.resolve(new Response(url === "https://get.pulumi.com/install.sh" ? ${JSON.stringify(installer)} : "exit 1"))`;
  const { engine, error } = await ask({ PATH: "" }, response).result;
  expect(error).toBe("");
  expect(engine).toEqual({ folder: cached, version: pinned, origin: `downloaded, in ${cached}` });
  expect(readdirSync(join(cached, ".."))).toEqual([pinned]);
});

test("an interruption of the official download builds nothing and leaves nothing", async () => {
  const asking = join(home, "asking");
  const response = `import("node:fs").then(({ writeFileSync }) => new Promise((_, reject) => {
    // As an open connection would, this keeps the process alive.
    const connection = setInterval(() => {}, 1000);
    process.once("SIGINT", () => {
      clearInterval(connection);
      reject(new TypeError("the connection ended"));
    });
    writeFileSync(${JSON.stringify(asking)}, "");
  }))`;
  const asked = ask({ PATH: fakeGo(join(home, "go"), "go1.26.0") }, response);
  while (!existsSync(asking)) await sleep(20);
  asked.child.kill("SIGINT");
  const { error, said } = await asked.result;
  expect(error).toBe("Interrupted: nothing is kept of the unfinished engine.");
  expect(said).not.toContain("Building");
  expect(readdirSync(join(cached, ".."))).toEqual([]);
});

describe("where none is found and the official download is closed", () => {
  const inCache = () => readdirSync(join(cached, ".."));

  test("it is built with Go, and found in the cache from then on", async () => {
    const PATH = fakeGo(join(home, "go"), "go1.26.0");
    const built = await get({ PATH });
    expect(built.error).toBe("");
    expect(built.engine).toEqual({ folder: cached, version: pinned, origin: `built, in ${cached}` });
    expect(built.said).toContain("not possible here: Failed to download");
    expect(inCache()).toEqual([pinned]);
    expect(readdirSync(cached).sort()).toEqual([
      "pulumi",
      "pulumi-language-nodejs",
      "pulumi-resource-pulumi-nodejs",
    ]);
    expect((await get({ PATH })).engine?.origin).toBe(`in the cache, ${cached}`);
  });

  test("two that build it at the same time both get it", async () => {
    const PATH = fakeGo(join(home, "go"), "go1.26.0");
    const both = await Promise.all([get({ PATH }), get({ PATH })]);
    expect(both.map(({ error, engine }) => [error, engine?.folder])).toEqual([
      ["", cached],
      ["", cached],
    ]);
    expect(inCache()).toEqual([pinned]);
  });

  test("a build that fails says why and leaves nothing", async () => {
    const PATH = fakeGo(join(home, "go"), "go1.26.0", "echo half >$output; echo 'no space left' >&2; exit 1");
    const { engine, error } = await get({ PATH });
    expect(engine).toBeUndefined();
    expect(error).toContain("go build failed for the engine:\nno space left");
    expect(inCache()).toEqual([]);
  });

  test("without Go the error says what to install", async () => {
    const { error } = await get({ PATH: "" });
    expect(error).toContain("There is no Go on PATH that builds the engine.");
    expect(error).toContain("https://www.pulumi.com/docs/install/");
    expect(inCache()).toEqual([]);
  });

  test("a Go that is too old is not tried", async () => {
    const PATH = fakeGo(join(home, "go"), "go1.24.9");
    const { error } = await get({ PATH });
    expect(error).toContain("The Go on PATH is go1.24.9, too old to build the engine.");
    expect(inCache()).toEqual([]);
  });

  test("an interruption of the build leaves nothing", async () => {
    const started = join(home, "started");
    const PATH = fakeGo(
      join(home, "go"),
      "go1.26.0",
      `trap 'exit 1' INT; : >${started}; while :; do :; done`,
    );
    const asked = ask({ PATH });
    while (!existsSync(started)) await sleep(20);
    asked.child.kill("SIGINT");
    expect((await asked.result).error).toBe("Interrupted: nothing is kept of the unfinished engine.");
    expect(inCache()).toEqual([]);
  });
});
