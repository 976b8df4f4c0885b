import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The top folder of this repository. */
export const project = fileURLToPath(new URL("..", import.meta.url));

/** What may be thrown away at any time; git, the linter and npm leave it alone. */
export const cacheFolder = join(project, "node_modules", ".cache", "pulumi-brainycp");
