import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const project = resolve(__dirname, "../..");

/** A program's folder with the packages that it depends on, and a way to remove it. */
export interface ProgramFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** Makes the folder of a program that depends on the SDK and, unless said otherwise, on the compiled package. */
export async function makeProgramFolder(hasPackage = true): Promise<ProgramFolder> {
  const path = await mkdtemp(join(tmpdir(), "brainycp-program-"));
  await writeFile(join(path, "package.json"), '{"name":"program","private":true}\n');
  await link(
    dirname(require.resolve("@pulumi/pulumi/package.json")),
    join(path, "node_modules/@pulumi/pulumi"),
  );
  if (hasPackage) await link(project, join(path, "node_modules/pulumi-brainycp"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

async function link(target: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await symlink(target, path, "junction");
}
