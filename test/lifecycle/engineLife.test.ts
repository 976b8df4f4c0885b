import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { onEngineGone } from "../../src/lifecycle/engineLife";

async function engine(greeting: string) {
  const sockets = new Set<Socket>();
  const greet = (socket: Socket): void => {
    sockets.add(socket);
    socket.write(greeting);
  };
  const server = createServer(greet).listen(0, "127.0.0.1");
  await once(server, "listening");
  const connected = once(server, "connection");
  const hangUp = (): void => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { server, connected, hangUp, address };
}

// a server of gRPC says its settings before it is asked
it.each([
  ["says nothing", ""],
  ["greets", "\0\0\0\x04\0\0\0\0\0"],
])("tells once that an engine that %s is gone, and not that it has only hung up", async (_, greeting) => {
  const { server, connected, hangUp, address } = await engine(greeting);
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
