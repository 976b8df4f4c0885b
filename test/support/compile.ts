import execa from "execa";
import { join } from "node:path";

const project = join(__dirname, "../..");

/** Compiles the package where its sources are newer, once, before tests that use `dist` run side by side. */
// eslint-disable-next-line import-x/no-default-export -- Jest takes a set-up as default export
export default async function compile(): Promise<void> {
  await execa(process.execPath, ["scripts/build.mjs"], { cwd: project });
}
