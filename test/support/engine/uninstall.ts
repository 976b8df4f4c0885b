import { rm } from "node:fs/promises";

/** Removes what `install.ts` made. */
// eslint-disable-next-line import-x/no-default-export -- Jest takes a tear-down as default export
export default async function uninstall(): Promise<void> {
  const folder = process.env.BRAINYCP_TEST_INSTALLATIONS;
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}
