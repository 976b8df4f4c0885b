// Writes the figures and plots of results files into docs/performance.md: `npm run bench:docs -- FILE …`, by default of the
// newest.
import { mkdirSync, writeFileSync } from "node:fs";
import process from "node:process";

import { writeFigures } from "./stacks/documents.mjs";
import { drawPlots } from "./stacks/plots.mjs";
import { mergeResults, newestIn, readResults } from "./stacks/results.mjs";

const [first = newestIn("bench/results"), ...others] = process.argv.slice(2);
const results = mergeResults([readResults(first), ...others.map(readResults)]);
mkdirSync("docs/performance", { recursive: true });
writeFileSync("docs/performance/results.json", `${JSON.stringify(results, undefined, 1)}\n`);
await drawPlots(results.summary, (name) => `docs/performance/${name}.svg`);
await writeFigures("docs/performance.md", results);
console.log(`docs/performance.md has the figures of ${[first, ...others].join(", ")} now.`);
