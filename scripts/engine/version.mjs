import { readFileSync } from "node:fs";

const goModule = readFileSync(new URL("cli/go.mod", import.meta.url), "utf8");

/** What matches in the CLI's module file, which is the one place that pins its version. */
function pinned(/** @type {RegExp} */ pattern) {
  const found = pattern.exec(goModule)?.[1];
  if (found === undefined) throw new Error(`scripts/engine/cli/go.mod has no line like ${pattern.source}`);
  return found;
}

/** The version of the engine that is downloaded or built where none is found. */
export const engineVersion = pinned(/^require github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)$/m);

/** The oldest Go that builds it. */
export const oldestGo = pinned(/^go (\S+)$/m);

/** The CLIs that fit: from 3.139 on, `configure` of a dynamic provider is given the stack's configuration. */
export const fittingEngines = ">=3.139.0 <4";
