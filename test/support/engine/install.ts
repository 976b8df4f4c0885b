import execa from "execa";
import { mkdtemp, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const project = join(__dirname, "..", "..", "..");

/** The SDK of each installation: the one of development, and the oldest of the peer range. */
const sdks = { npm: "~3.248.0", pnpm: "~3.248.0", oldest: "3.139.0" } as const;

/**
 * Packs the package once and installs it as users do, each way in a folder of its own: `npm`, `pnpm`, `oldest` (npm,
 * with the oldest SDK of the peer range), and `link`, a symlink to this repository. The folder of the installations
 * reaches the tests in `BRAINYCP_TEST_INSTALLATIONS`.
 */
// eslint-disable-next-line import-x/no-default-export -- Jest takes a set-up as default export
export default async function install(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-brainycp-installed-"));
  process.env.BRAINYCP_TEST_INSTALLATIONS = folder;
  await execa("npm", ["pack", "--pack-destination", folder], { cwd: project });
  const tarball = (await readdir(folder)).find((file) => file.endsWith(".tgz")) ?? "";
  for (const [way, sdk] of Object.entries(sdks)) {
    await mkdir(join(folder, way));
    // those who use a database install its client too
    const database = way === "npm" ? { pg: "^8.23.1" } : {};
    const dependencies = { "@pulumi/pulumi": sdk, "pulumi-brainycp": `file:../${tarball}`, ...database };
    const manifest = { name: "program", private: true, dependencies };
    await writeFile(join(folder, way, "package.json"), JSON.stringify(manifest));
  }
  const npmInstall = ["install", "--prefer-offline", "--no-audit", "--no-fund"];
  for (const way of ["npm", "oldest"]) await execa("npm", npmInstall, { cwd: join(folder, way) });
  const pnpm = join(project, "node_modules", ".bin", "pnpm");
  await execa(pnpm, ["install", "--prefer-offline", "--ignore-workspace"], { cwd: join(folder, "pnpm") });
  const linked = join(folder, "link", "node_modules");
  await mkdir(linked, { recursive: true });
  await symlink(project, join(linked, "pulumi-brainycp"));
  await symlink(join(folder, "npm", "node_modules", "@pulumi"), join(linked, "@pulumi"));
}
