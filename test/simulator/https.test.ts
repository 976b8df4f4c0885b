import { Agent, fetch } from "undici";
import { startSimulator } from "../../src/simulator/simulator";
import { callFields } from "../support/panelClient";
import { tlsFiles } from "../support/tlsFiles";

describe("a simulator with a key and a certificate", () => {
  it("answers over HTTPS to who trusts it, to no one else, and resets there too", async () => {
    const simulator = await startSimulator({ tls: tlsFiles });
    const trusting = new Agent({ connect: { ca: tlsFiles.cert } });
    const list = () =>
      fetch(simulator.url, {
        method: "POST",
        body: new URLSearchParams([...callFields("getlistmail"), ["language", "en"]]),
        dispatcher: trusting,
      });
    try {
      expect(simulator.url).toBe(`https://127.0.0.1:${simulator.port}/api/api.php`);
      expect(await (await list()).json()).toEqual({ error: 1, mess: "Nothing was found for: demo" });
      await expect(fetch(simulator.url, { method: "POST" })).rejects.toMatchObject({
        cause: { code: "DEPTH_ZERO_SELF_SIGNED_CERT" },
      });
      simulator.faults.push({ answer: { kind: "reset" } });
      await expect(list()).rejects.toMatchObject({ cause: { code: "UND_ERR_SOCKET" } });
      expect((await list()).status).toBe(200);
      expect(simulator.requests).toHaveLength(3);
    } finally {
      await trusting.close();
      await simulator.close();
    }
  });
});
