import execa from "execa";
import { mkdtemp, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const project = join(__dirname, "..", "..");

/**
 * Packs the package once and installs it as users do, each way in a folder of its own: `npm`, `pnpm`, and `link`, a
 * symlink to this repository. The folder of the installations reaches the tests in `BRAINYCP_TEST_INSTALLATIONS`.
 */
// eslint-disable-next-line import-x/no-default-export -- Jest takes a set-up as default export
export default async function install(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-brainycp-installed-"));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await execa("npm", ["pack", "--pack-destination", folder], { cwd: project });
    const tarball = (await readdir(folder)).find((file) => file.endsWith(".tgz")) ?? "";
    for (const way of ["npm", "pnpm", "link"]) {
      await mkdir(join(folder, way));
      const dependencies = {
        "@pulumi/pulumi": "~3.248.0",
        ...(way === "link" ? {} : { "pulumi-brainycp": `file:../${tarball}` }),
      };
      const manifest = { name: "program", private: true, dependencies };
      await writeFile(join(folder, way, "package.json"), JSON.stringify(manifest));
    }
    await execa("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund"], {
      cwd: join(folder, "npm"),
    });
    const pnpm = join(project, "node_modules", ".bin", "pnpm");
    await execa(pnpm, ["install", "--prefer-offline", "--ignore-workspace"], { cwd: join(folder, "pnpm") });
    await execa("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund"], {
      cwd: join(folder, "link"),
    });
    await symlink(project, join(folder, "link", "node_modules", "pulumi-brainycp"));
  } catch (error) {
    await remove();
    throw error;
  }
  process.env.BRAINYCP_TEST_INSTALLATIONS = folder;
  return remove;
}
