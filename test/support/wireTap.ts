import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** What stands between a client and a server, and can cut or hold what passes. */
export interface WireTap {
  readonly port: number;
  /** How many connections came. */
  readonly connections: number;
  /** What the client has sent so far, on all connections. */
  readonly sent: string;
  /** Called with each piece from either side; what it returns is passed on, undefined cuts the connection. */
  onPiece: (from: "client" | "server", piece: Buffer) => Buffer | undefined;
  close(): Promise<void>;
}

/** Passes on what goes between a client and a port of this machine. */
export async function startWireTap(port: number): Promise<WireTap> {
  const sockets = new Set<Socket>();
  let [connections, sent] = [0, ""];
  const server = createServer((client) => {
    connections += 1;
    const target = connect(port, "127.0.0.1");
    const end = (): void => {
      client.destroy();
      target.destroy();
    };
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on("error", end).on("close", end);
    }
    const pass = (from: "client" | "server", piece: Buffer): void => {
      const passed = tap.onPiece(from, piece);
      if (passed === undefined) end();
      else if (passed.length > 0) (from === "client" ? target : client).write(passed);
    };
    client.on("data", (piece: Buffer) => {
      sent += piece.toString("latin1");
      pass("client", piece);
    });
    target.on("data", (piece: Buffer) => pass("server", piece));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const tap: WireTap = {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    get sent() {
      return sent;
    },
    onPiece: (_, piece) => piece,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
  return tap;
}
