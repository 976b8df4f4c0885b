import {
  STATUS_CODES,
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { buffer } from "node:stream/consumers";
import { parseForm, type Form } from "./form";
import type { PageFeed } from "./pageFeed";
import { servePage } from "./pageServer";
import type { RequestEntry } from "./requestLog";
import type { Service } from "./service";
import { sendOutcome } from "./wire";

export const apiPath = "/api/api.php";

/** What the panel serves HTTPS with, both in PEM. */
export interface TlsFiles {
  key: string | Buffer;
  cert: string | Buffer;
}

const bodyLimit = 1024 * 1024;

/** An HTTP or HTTPS server that passes every call to the service, and shows the page. It does not listen yet. */
export function createPanelServer(
  service: Service,
  feed: PageFeed,
  ended: (entry: RequestEntry) => void,
  tls: TlsFiles | undefined,
): Server {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (await servePage(feed, request, response)) return;
    const call = await readCall(request);
    if (typeof call === "number") {
      plain(response, call, STATUS_CODES[call] ?? "");
      return;
    }
    const outcome = await service.call(call.method, call.form);
    // Before the answer is sent, so that whoever has received it finds the call ended. A hanging call ends with its
    // connection.
    if (outcome.fault?.answer.kind !== "hang" || response.closed) ended(outcome.entry);
    else response.once("close", () => ended(outcome.entry));
    sendOutcome(outcome, request, response);
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    serve(request, response).catch((error: unknown) => {
      // If the caller hung up or the simulator closed, nobody receives this.
      if (!response.headersSent) plain(response, 500, String(error));
    });
  };
  return tls === undefined ? createHttpServer(listener) : createHttpsServer({ ...tls }, listener);
}

/** The call in a request, or the HTTP status that rejects it. */
async function readCall(request: IncomingMessage): Promise<{ method: string; form: Form } | 404 | 405 | 413> {
  const { pathname, search } = new URL(request.url ?? "/", "http://panel");
  const { method } = request;
  const body = await buffer(request);
  if (pathname !== apiPath) return 404;
  if (body.length > bodyLimit) return 413;
  if (method === "GET") return { method, form: parseForm(search.slice(1)) };
  if (method !== "POST") return 405;
  // PHP fills $_POST from forms alone; it reads multipart ones too, which the panel does not document.
  const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  return { method, form: parseForm(isForm ? body.toString("utf8") : "") };
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=UTF-8" }).end(`${text}\n`);
}
