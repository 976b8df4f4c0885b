// Writes the figures and plots of a results file into docs/performance.md: `npm run bench:docs`, by default of the newest.
import { copyFileSync, mkdirSync } from "node:fs";
import process from "node:process";

import { writeFigures } from "./stacks/documents.mjs";
import { drawPlots } from "./stacks/plots.mjs";
import { newestIn, readResults } from "./stacks/results.mjs";

const file = process.argv[2] ?? newestIn("bench/results");
const results = readResults(file);
mkdirSync("docs/performance", { recursive: true });
copyFileSync(file, "docs/performance/results.json");
await drawPlots(results.summary, (name) => `docs/performance/${name}.svg`);
await writeFigures("docs/performance.md", results);
console.log(`docs/performance.md has the figures of ${file} now.`);
