import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";

const project = resolve(__dirname, "../..");

/** A program's folder with the packages that it depends on, and a way to remove it. */
export interface ProgramFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** Makes the folder of a program that depends on the SDK and, unless said otherwise, on the compiled package. */
export async function makeProgramFolder(hasPackage = true): Promise<ProgramFolder> {
  if (hasPackage) await compile();
  const path = await mkdtemp(join(tmpdir(), "brainycp-program-"));
  await writeFile(join(path, "package.json"), '{"name":"program","private":true}\n');
  await link(
    dirname(require.resolve("@pulumi/pulumi/package.json")),
    join(path, "node_modules/@pulumi/pulumi"),
  );
  if (hasPackage) await link(project, join(path, "node_modules/pulumi-brainycp"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Compiles the package where its sources are newer. */
async function compile(): Promise<void> {
  const update = `import(${JSON.stringify(join(project, "scripts/dist.mjs"))}).then((dist) => dist.updateDist())`;
  await promisify(execFile)(process.execPath, ["--input-type=module", "-e", update], { cwd: project });
}

async function link(target: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await symlink(target, path, "junction");
}
