import { once } from "node:events";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** The ways in which a call fails, each before the panel has seen it or after it did its work. */
const failures = [
  "reset before",
  "reset after",
  "half an answer",
  "502 before",
  "502 after",
  "429",
  "503 with Retry-After",
  "hang before",
  "hang after",
] as const;

type Failure = (typeof failures)[number];

/** A proxy before a panel that makes a share of the calls fail. */
export interface ChaosProxy {
  /** The panel's address behind it. */
  readonly url: string;
  /** The share of calls that fail, 0 to 1; may be changed at any time. */
  share: number;
  /** How many calls came. */
  calls: number;
  /** How often each failure was met. */
  readonly met: Readonly<Record<Failure, number>>;
  close(): Promise<void>;
}

/** Starts a proxy whose failures follow from the seed and the number of the call. */
export async function startChaosProxy(panel: string, seed: number, share: number): Promise<ChaosProxy> {
  const random = randomFrom(seed);
  const met = Object.fromEntries(failures.map((failure) => [failure, 0])) as Record<Failure, number>;
  const server = createServer((incoming, outgoing) => {
    const failure = random() < proxy.share ? failures[Math.floor(random() * failures.length)] : undefined;
    proxy.calls += 1;
    if (failure !== undefined) met[failure] += 1;
    pass(panel, incoming, outgoing, failure).catch(() => incoming.socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const proxy: ChaosProxy = {
    url: `http://127.0.0.1:${port}/api/api.php`,
    share,
    calls: 0,
    met,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
  return proxy;
}

async function pass(
  panel: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  failure?: Failure,
): Promise<void> {
  const socket: Socket = incoming.socket;
  const form = Buffer.concat(await incoming.toArray());
  switch (failure) {
    case "reset before":
      socket.resetAndDestroy();
      return;
    case "502 before":
      outgoing.writeHead(502).end("<html><body>Bad Gateway</body></html>");
      return;
    case "429":
      outgoing.writeHead(429).end("slow down");
      return;
    case "503 with Retry-After":
      outgoing.writeHead(503, { "retry-after": "1" }).end();
      return;
    case "hang before":
      return;
    default:
  }
  const answer = await forward(panel, incoming, form);
  switch (failure) {
    case "reset after":
      socket.resetAndDestroy();
      return;
    case "502 after":
      outgoing.writeHead(502).end();
      return;
    case "hang after":
      return;
    case "half an answer":
      outgoing.writeHead(200, { "content-length": answer.length });
      outgoing.write(answer.subarray(0, Math.floor(answer.length / 2)), () => socket.destroy());
      return;
    default:
      outgoing.writeHead(200, { "content-type": "text/html" }).end(answer);
  }
}

async function forward(panel: string, incoming: IncomingMessage, form: Buffer): Promise<Buffer> {
  const { "content-type": type = "" } = incoming.headers;
  const outgoing = request(panel, {
    method: "POST",
    headers: { "content-type": type, "content-length": form.length },
  });
  outgoing.end(form);
  const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
  return Buffer.concat(await answer.toArray());
}

/** Numbers from 0 to 1 that follow from a seed: Mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
