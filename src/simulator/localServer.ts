import { existsSync } from "node:fs";
import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { delimiter, join } from "node:path";

/** Where a server's program is: in a folder that often only root has on the PATH. Undefined where it is not installed. */
export function serverProgram(name: string): string | undefined {
  return [...(process.env.PATH ?? "").split(delimiter), "/usr/local/sbin", "/usr/sbin"]
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** A port of this machine that nobody listens at. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** The first words of whoever listens at a port of this machine; nothing where nobody does. */
export async function greetingAt(port: number): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  try {
    const [greeting] = (await once(socket, "data")) as [Buffer];
    return greeting.toString("latin1");
  } catch {
    return "";
  } finally {
    socket.destroy();
  }
}
