import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeWithPostgres, TestPostgres } from "./testPostgres";

/** What `brainycp:coordinator` may name. */
export const coordinatorKinds = ["folder", "database"] as const;
export type CoordinatorKind = (typeof coordinatorKinds)[number];

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});
let server: Promise<TestPostgres> | undefined;

/** The database server of this test file. */
export function testPostgres(): Promise<TestPostgres> {
  server ??= TestPostgres.start();
  return server;
}

/** Makes a coordinator in which nobody has met yet. @returns what `brainycp:coordinator` is set to */
export async function newCoordinator(kind: CoordinatorKind): Promise<string> {
  if (kind === "database") return (await testPostgres()).newDatabase();
  const folder = await mkdtemp(join(tmpdir(), "brainycp-coordinator-"));
  folders.push(folder);
  return folder;
}

/** The same tests with each kind of coordinator. */
export function describeWithCoordinators(title: string, tests: (kind: CoordinatorKind) => void): void {
  for (const kind of coordinatorKinds) {
    const describeKind = kind === "database" ? describeWithPostgres : describe;
    describeKind(`${title} (in a ${kind})`, () => tests(kind));
  }
}
