import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { normaliseAddress } from "../../adapter/address";
import { Archive } from "../../mail/archive";
import { Failure } from "../failure";

/** An argument that is an address, in its normal form. */
export function addressArgument(written: string): string {
  const address = normaliseAddress(written);
  if ("refused" in address) throw new InvalidArgumentError(`It ${address.refused}.`);
  return address.value;
}

/** Several of them, each once. */
export function addressArguments(written: string, others: readonly string[] = []): string[] {
  return [...new Set([...others, addressArgument(written)])];
}

/**
 * The folders of archives that a person means: one by its folder, or all of an address.
 *
 * @param here the current folder
 * @param root the folder of all archives; undefined where there is none
 * @throws Failure where there is none of that address.
 */
export function namedArchives(written: string, here: string, root: string | undefined): string[] {
  const folder = resolve(here, written);
  const address = normaliseAddress(written);
  // a folder of archives is named like an address, too
  if ("refused" in address || existsSync(join(folder, "archive.json"))) return [folder];
  const found = root === undefined ? [] : Archive.find(root, address.value);
  if (found.length > 0) return found;
  throw new Failure(
    `There is no archive of ${address.value}${root === undefined ? "" : ` in ${root}`}. ` +
      "Name another folder of archives with --archive FOLDER; `mail list` shows what is there.",
  );
}
