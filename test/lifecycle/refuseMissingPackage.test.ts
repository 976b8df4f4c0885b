import execa from "execa";
import { mkdir, realpath, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { makeProgramFolder, type ProgramFolder } from "../support/programFolder";

// these tests start programs, and a disk may be busy
jest.setTimeout(60_000);

const project = resolve(__dirname, "../..");

/** What the SDK sets for a program that the engine has started. */
const startedByEngine = { PULUMI_NODEJS_MONITOR: "127.0.0.1:1" };

let folder: ProgramFolder;
let path: string;
afterEach(() => folder.remove());

async function programFolder({ hasPackage }: { hasPackage: boolean }): Promise<void> {
  folder = await makeProgramFolder(hasPackage);
  path = await realpath(folder.path);
}

/** Runs, in a folder, a program that uses this package by its path, as one does that has it from another package. */
async function run(cwd: string, env: NodeJS.ProcessEnv, before = ""): Promise<string> {
  const program = `
    const pulumi = require("@pulumi/pulumi");
    pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => (console.log("registered " + name), { id: name, state: inputs }),
      call: () => ({}),
    });
    const { DomainSpf } = require(${JSON.stringify(project)});
    ${before}
    try {
      new DomainSpf("spf", { domain: "example.com" });
    } catch (error) {
      console.log(error.message);
    }
  `;
  await writeFile(join(cwd, "index.js"), program);
  return (await execa(process.execPath, ["index.js"], { cwd, env })).stdout;
}

const complaint = (program: string, manifest: string): string =>
  `pulumi-brainycp is not installed for the program in ${program}, from where Pulumi loads its provider. ` +
  `Add it to the dependencies in ${manifest}, and install them.`;

it("names the package.json that lacks the package, before anything is registered", async () => {
  await programFolder({ hasPackage: false });
  const manifest = join(path, "package.json");
  expect(await run(path, startedByEngine)).toBe(complaint(path, manifest));

  const below = join(path, "src");
  await mkdir(below);
  expect(await run(below, startedByEngine)).toBe(complaint(below, manifest));
});

it("looks in the folder that the program was started in", async () => {
  await programFolder({ hasPackage: true });
  expect(await run(path, startedByEngine, 'process.chdir("/");')).toBe("registered spf");
});

it("says nothing of a program that no engine has started", async () => {
  await programFolder({ hasPackage: false });
  expect(await run(path, {})).toBe("registered spf");
});
