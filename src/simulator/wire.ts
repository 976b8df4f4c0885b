import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { FaultAnswer } from "./faults";
import type { Outcome } from "./service";

// PHP's default; the panel does not document that its JSON is sent as JSON.
const phpType = "text/html; charset=UTF-8";

const phpWarning =
  "<br />\n<b>Warning</b>:  file_get_contents(/etc/mail.conf): failed to open stream: " +
  "No such file or directory in <b>/usr/local/panel/mail.php</b> on line <b>214</b><br />\n";

const htmlPage =
  "<html>\n<head><title>502 Bad Gateway</title></head>\n<body><center><h1>502 Bad Gateway</h1></center></body>\n</html>\n";

interface Envelope {
  body: string;
  status?: number;
  type?: string | undefined;
  headers?: OutgoingHttpHeaders;
}

/** Sends the result of a call, changed by its fault if there is one. */
export function sendOutcome(
  { body, fault }: Outcome,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const answer = fault?.answer;
  // Node cannot reset a TLS connection: it is just closed.
  if (answer?.kind === "reset" && "encrypted" in request.socket) request.socket.destroy();
  else if (answer?.kind === "reset") request.socket.resetAndDestroy();
  else if (answer?.kind === "truncate") truncate(response, Buffer.from(body), answer.bytes);
  else if (answer?.kind !== "hang") send(response, envelope(body, answer));
}

function envelope(body: string, answer: FaultAnswer | undefined): Envelope {
  switch (answer?.kind) {
    case "status": {
      const headers = answer.retryAfter === undefined ? {} : { "retry-after": answer.retryAfter };
      return { body: answer.body ?? "", status: answer.status, headers };
    }
    case "redirect":
      return { body: "", status: answer.status ?? 302, headers: { location: answer.location } };
    case "body":
      return { body: answer.body, type: answer.contentType };
    case "warning":
      return { body: (answer.text ?? phpWarning) + body };
    case "html":
      return { body: answer.body ?? htmlPage };
    default:
      return { body };
  }
}

function send(response: ServerResponse, { body, status = 200, type = phpType, headers }: Envelope): void {
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body), ...headers });
  response.end(body);
}

/** Announces the whole body, sends its first bytes and closes the connection. */
function truncate(response: ServerResponse, body: Buffer, bytes = Math.floor(body.length / 2)): void {
  response.writeHead(200, { "content-type": phpType, "content-length": body.length });
  response.write(body.subarray(0, bytes), () => response.destroy());
}
