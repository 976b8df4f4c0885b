/** `npm run build`: what `npm start` and `npm test` do too. */
import process from "node:process";

import { buildDist } from "./dist.mjs";

// What is wrong the compiler has said.
if (!(await buildDist())) process.exitCode = 1;
