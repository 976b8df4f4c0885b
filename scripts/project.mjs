import { fileURLToPath } from "node:url";

/** The top folder of this repository. */
export const project = fileURLToPath(new URL("..", import.meta.url));
