import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener, type Server as HttpServer } from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from "node:net";
import { BrainycpError } from "../../src/adapter/errors";
import { defaults, type PanelSettings } from "../../src/settings";
import { startSimulator, type Simulator, type SimulatorOptions } from "../../src/simulator/simulator";

/** The account's password: unmistakable, and with a character for every way of writing one differently. */
export const accountPassword = "kw&qz+pä\"ss%/'<\\wyrd>";

const running: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((close) => close()));
});

/** Starts a simulator with the account `demo` that closes when its test is over. */
export async function startPanel(options: SimulatorOptions = {}): Promise<Simulator> {
  const accounts = [{ name: "demo", password: accountPassword, domains: ["example.com", "example.org"] }];
  const simulator = await startSimulator({ accounts, ...options });
  running.push(() => simulator.close());
  return simulator;
}

/** Settings that reach a server: no retries, one write at once. */
export function settingsFor(at: { readonly url: string }, more: Partial<PanelSettings> = {}): PanelSettings {
  return {
    endpoint: at.url,
    username: "demo",
    password: accountPassword,
    ...defaults,
    timeoutSeconds: 20,
    maxRetries: 0,
    ...more,
  };
}

/** A web server of a test, and the forms that were posted to it. */
export interface WebServer {
  readonly url: string;
  readonly forms: string[];
}

/** Starts a web server that reads each form and then answers as it is told; it closes when its test is over. */
export async function startWeb(
  answer: (form: string, ...args: Parameters<RequestListener>) => void,
  create: (listener: RequestListener) => HttpServer = createHttpServer,
): Promise<WebServer> {
  const forms: string[] = [];
  const server = create((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const form = Buffer.concat(chunks).toString();
      forms.push(form);
      answer(form, request, response);
    });
  });
  const port = await listen(server);
  running.push(async () => {
    server.closeAllConnections();
    await close(server);
  });
  return { url: `${"setSecureContext" in server ? "https" : "http"}://127.0.0.1:${port}/api/api.php`, forms };
}

/** Starts a web server that answers every call with one body. */
export function startSaying(body: string | Buffer, status = 200): Promise<WebServer> {
  return startWeb((_form, _request, response) => response.writeHead(status).end(body));
}

/** Starts a server that speaks no HTTP; `received` is all that was sent to it. */
export async function startTcp(
  greet: (socket: Socket) => void,
): Promise<{ readonly url: string; received(): string }> {
  const chunks: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => chunks.push(chunk));
    greet(socket);
  });
  const port = await listen(server);
  running.push(async () => {
    for (const socket of sockets) socket.destroy();
    await close(server);
  });
  return {
    url: `http://127.0.0.1:${port}/api/api.php`,
    received: () => Buffer.concat(chunks).toString("latin1"),
  };
}

/** The address of a port at which nothing listens. */
export async function closedPort(): Promise<{ readonly url: string }> {
  const server = createTcpServer();
  const port = await listen(server);
  await close(server);
  return { url: `http://127.0.0.1:${port}/api/api.php` };
}

/** The error of this package that a call ends with. */
export async function errorOf(call: Promise<unknown>): Promise<BrainycpError> {
  const outcome = await call.then(
    (value) => new Error(`It ended well: ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  if (outcome instanceof BrainycpError) return outcome;
  throw outcome;
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  await closed;
}
