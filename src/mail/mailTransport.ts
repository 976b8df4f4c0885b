import type { ImapTransport, ImapTransportSocket } from "imapflow" with { "resolution-mode": "import" };
import { connect as connectPlain } from "node:net";
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from "node:tls";
import { FingerprintMismatch, fingerprintOf } from "../adapter/tls";
import type { MailServer } from "./mailServer";

/**
 * Connections to a mail server. Where a certificate is pinned, it is accepted whoever signed it, and nothing is sent over
 * TLS before that is sure: any other ends the connection with a `FingerprintMismatch`.
 *
 * @param accepted told of each connection whose certificate was accepted
 */
export function mailTransport(
  { caCert, tlsFingerprint }: MailServer,
  accepted?: (socket: TLSSocket) => void,
): ImapTransport {
  const trust: ConnectionOptions = {
    ...(caCert === undefined ? {} : { ca: caCert }),
    ...(tlsFingerprint === undefined ? {} : { rejectUnauthorized: false }),
  };
  const secure = (to: ConnectionOptions, proceed: () => void): TLSSocket => {
    const socket = connectTls({ ...to, ...trust });
    socket.once("secureConnect", () => {
      const shown = tlsFingerprint === undefined ? undefined : fingerprintOf(socket);
      if (shown === tlsFingerprint) {
        accepted?.(socket);
        proceed();
      } else socket.destroy(new FingerprintMismatch(shown));
    });
    return inPieces(socket);
  };
  return {
    connect({ host, port, servername, secure: isSecure }, proceed): ImapTransportSocket {
      return isSecure
        ? secure({ host, port, ...named(servername) }, proceed)
        : connectPlain({ host, port }, proceed);
    },
    upgrade(socket, { host, servername }, proceed): ImapTransportSocket {
      return secure({ socket, host, ...named(servername) }, proceed);
    },
  };
}

/** In bytes. */
const pieceSize = 256 * 1024;

/** Writes a piece at a time: otherwise all of a large message would be in memory once more, encrypted. */
function inPieces(socket: TLSSocket): TLSSocket {
  const write = socket._write.bind(socket);
  socket._write = (chunk: Buffer | string, encoding, done) => {
    if (typeof chunk === "string" || chunk.length <= pieceSize) {
      write(chunk, encoding, done);
      return;
    }
    const writeFrom = (start: number): void => {
      write(chunk.subarray(start, start + pieceSize), encoding, (error) => {
        const next = start + pieceSize;
        if (error !== null && error !== undefined) done(error);
        else if (next < chunk.length) writeFrom(next);
        else done();
      });
    };
    writeFrom(0);
  };
  return socket;
}

function named(servername: string | undefined): { servername?: string } {
  return servername === undefined ? {} : { servername };
}
