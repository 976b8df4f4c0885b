import execa from "execa";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as undici from "undici";
import * as used from "../../src/adapter/undiciParts";
import { startSaying } from "../support/servers";

const load = createRequire(__filename);

describe("the parts of undici", () => {
  it("are undici's own", () => {
    for (const part of ["Agent", "buildConnector", "errors"] as const) expect(used[part]).toBe(undici[part]);
    expect(undici.Dispatcher.prototype).toHaveProperty("request", used.request);
  });

  it("are all of undici where it has other files", async () => {
    const parts = used.loadUndici((module) => {
      if (module !== "undici") throw new Error(`Cannot find module '${module}'`);
      return load(module);
    });
    const { origin } = new URL((await startSaying("a list")).url);
    const connections = new parts.Agent();
    const { body } = await parts.request.call(connections, { origin, path: "/", method: "GET" });
    expect(await body.text()).toBe("a list");
    await connections.close();
  });

  it("are all that a provider loads of it", async () => {
    const provider = join(__dirname, "../../dist/provider.js");
    const script = `require(${JSON.stringify(provider)}); console.log(Object.keys(require.cache).join("\\n"))`;
    const { stdout } = await execa(process.execPath, ["-e", script]);
    const loaded = stdout.split("\n").filter((file) => file.includes("/undici/"));
    expect(loaded).toContainEqual(expect.stringMatching(/lib\/api\/api-request\.js$/));
    const others = /\/undici\/(index\.js|lib\/(mock|cache|web\/websocket)\/)/;
    expect(loaded.filter((file) => others.test(file))).toEqual([]);
  });
});
