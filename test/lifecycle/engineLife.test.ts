import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { onEngineGone } from "../../src/lifecycle/engineLife";

async function engine() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const connected = once(server, "connection");
  const hangUp = (): void => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { server, connected, hangUp, address };
}

it("tells once that the engine is gone, and not that it has only hung up", async () => {
  const { server, connected, hangUp, address } = await engine();
  let gone = 0;
  const told = new Promise<void>((resolve) =>
    onEngineGone(["node", "script", address], () => {
      gone += 1;
      resolve();
    }),
  );
  await connected;
  const again = once(server, "connection");
  hangUp();
  await again;
  expect(gone).toBe(0);
  server.close();
  hangUp();
  await told;
  await sleep(100);
  expect(gone).toBe(1);
});

it.each([["127.0.0.1:1"], ["--version"]])(
  "says nothing of an engine that never answered at %s",
  async (address) => {
    let gone = 0;
    onEngineGone(["node", "script", address], () => (gone += 1));
    await sleep(200);
    expect(gone).toBe(0);
  },
);
