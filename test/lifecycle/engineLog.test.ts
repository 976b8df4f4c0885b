import { createRequire } from "node:module";
import { engineLog } from "../../src/lifecycle/engineLog";
import { startLogServer, type LogServer } from "../support/logServer";

const load = createRequire(require.resolve("@pulumi/pulumi/cmd/dynamic-provider/index.js"));

let engine: LogServer;
beforeEach(async () => {
  engine = await startLogServer();
});
afterEach(() => engine.close());

it("A warning reaches the engine whose address is the last argument, with and without a resource", async () => {
  const send = engineLog(["node", "script", "--logtostderr", engine.address], load);
  await send?.("100 % of “ann”", "urn:ann");
  await send?.("two\nlines", undefined);
  expect(engine.said).toEqual([
    { isWarning: true, urn: "urn:ann", message: "100 % of “ann”" },
    { isWarning: true, urn: "", message: "two\nlines" },
  ]);
});

it("A warning that the engine does not take is an error of its sending", async () => {
  engine.close();
  await expect(engineLog([engine.address], load)?.("text", undefined)).rejects.toThrow("UNAVAILABLE");
});

it.each([
  ["no argument", [], load],
  ["an argument that is not an address", ["--eval"], load],
  ["an SDK without the modules", ["127.0.0.1:1"], createRequire(__filename)],
  ["an SDK with other modules", ["127.0.0.1:1"], (): unknown => ({})],
] as const)("There is no way to the engine with %s", (_, args, from) => {
  expect(engineLog(args, from)).toBeUndefined();
});
