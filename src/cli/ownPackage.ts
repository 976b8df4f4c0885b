import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import * as z from "zod";

const manifest = z.object({
  version: z.string(),
  peerDependencies: z.object({ "@pulumi/pulumi": z.string() }),
});
const installed = z.object({ packages: z.record(z.string(), z.object({ resolved: z.string().optional() })) });

/** This package as a program depends on it. */
export interface OwnPackage {
  readonly version: string;
  /** The range of the Pulumi SDK that it works with. */
  readonly sdk: string;
  /** What npm installs it from: its version from the registry, else the folder or the archive that it came from. */
  readonly source: string;
}

/**
 * Reads about this package.
 *
 * @param root its folder
 */
export function ownPackage(root = join(__dirname, "../..")): OwnPackage {
  const folder = realpathSync(root);
  const { version, peerDependencies } = manifest.parse(readJson(join(folder, "package.json")));
  const source = folder.split(sep).includes("node_modules")
    ? (archiveOf(folder) ?? `^${version}`)
    : `file:${folder}`;
  return { version, sdk: peerDependencies["@pulumi/pulumi"], source };
}

/** The archive on this machine from which npm installed the package, if it did, as npm's own list says. */
function archiveOf(folder: string): string | undefined {
  const modules = dirname(folder);
  const list = join(modules, ".package-lock.json");
  if (!existsSync(list)) return undefined;
  const { packages } = installed.parse(readJson(list));
  const resolved = packages["node_modules/pulumi-brainycp"]?.resolved;
  if (resolved?.startsWith("file:") !== true) return undefined;
  const archive = resolve(dirname(modules), resolved.slice("file:".length));
  return existsSync(archive) ? `file:${archive}` : undefined;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}
