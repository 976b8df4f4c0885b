import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What identifies the program in a folder: a hash of its files, without the configuration of stacks that runs write. */
export function programVersion(folder: string): string {
  const hash = createHash("sha256");
  const isProgram = (name: string) =>
    /\.(ts|yaml)$|^package(-lock)?\.json$/.test(name) && !/^Pulumi\..+\.yaml$/.test(name);
  for (const name of readdirSync(folder).filter(isProgram).sort())
    hash
      .update(name)
      .update("\0")
      .update(readFileSync(join(folder, name)))
      .update("\0");
  return hash.digest("hex").slice(0, 8);
}
