import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { decode, encode } from "dns-packet";

/** A name server of a test, which knows the text records that were published on it. */
export interface NameServer {
  /** As `host:port`. */
  readonly address: string;
  /** Gives a name one text, in strings of 255 bytes as DNS has them. */
  publish(name: string, text: string): void;
  /** Resolves after the next question was answered. */
  asked(): Promise<void>;
}

const running: Socket[] = [];

afterEach(() => {
  for (const socket of running.splice(0)) socket.close();
});

/** Starts a name server on 127.0.0.1 that ends with its test. */
export async function startNameServer(): Promise<NameServer> {
  const texts = new Map<string, string>();
  const waiting: (() => void)[] = [];
  const socket = createSocket("udp4");
  socket.on("message", (message, from) => {
    const { id, questions = [] } = decode(message);
    const name = questions[0]?.name.toLowerCase() ?? "";
    const text = texts.get(name);
    const data = text?.match(/.{1,255}/gs) ?? [];
    const answer = encode({
      type: "response",
      id: id ?? 0,
      // 3: there is no such name
      flags: text === undefined ? 3 : 0,
      questions,
      answers: text === undefined ? [] : [{ type: "TXT", name, data }],
    });
    socket.send(answer, from.port, from.address, () => {
      for (const resolve of waiting.splice(0)) resolve();
    });
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  running.push(socket);
  return {
    address: `127.0.0.1:${socket.address().port}`,
    publish: (name, text) => void texts.set(name, text),
    asked: () => new Promise((resolve) => waiting.push(resolve)),
  };
}
