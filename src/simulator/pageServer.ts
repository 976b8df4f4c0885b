import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import type { PageFeed } from "./pageFeed";

/** The files of the page, by their paths on the server. */
const files = new Map([
  ["/", { name: "index.html", type: "text/html; charset=utf-8" }],
  ["/page.css", { name: "page.css", type: "text/css; charset=utf-8" }],
  ["/page.js", { name: "page.js", type: "text/javascript; charset=utf-8" }],
  ["/icon.svg", { name: "icon.svg", type: "image/svg+xml" }],
]);
const feedPath = "/events";

/** Nothing of another origin is loaded, no other page may embed this one, and only its own script writes to it. */
const headers = {
  "content-security-policy": [
    "default-src 'none'",
    ...["script", "style", "img", "connect"].map((kind) => `${kind}-src 'self'`),
    ...["base-uri", "form-action", "frame-ancestors", "trusted-types"].map((name) => `${name} 'none'`),
    "require-trusted-types-for 'script'",
  ].join("; "),
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
};

/**
 * Answers a request for the page, or returns false. A name other than this machine's own is refused: another website can
 * make its own name point to this machine, and would then count as the same origin.
 */
export async function servePage(
  feed: PageFeed,
  { method, url = "", headers: { host = "" } }: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const [path = ""] = url.split("?", 1);
  const file = files.get(path);
  if (method !== "GET" || (file === undefined && path !== feedPath)) return false;
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/i.test(host)) {
    response.writeHead(403, { ...headers, "content-type": "text/plain; charset=utf-8" });
    response.end("Open this page at 127.0.0.1 or localhost.\n");
  } else if (file === undefined) {
    response.writeHead(200, { ...headers, "content-type": "text/event-stream" });
    feed.watch(response);
  } else {
    const body = await readFile(join(__dirname, "page", file.name));
    response.writeHead(200, { ...headers, "content-type": file.type }).end(body);
  }
  return true;
}
