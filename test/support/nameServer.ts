import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { decode, encode, type Answer } from "dns-packet";

/** What a name server has under one name: texts, mail hosts by priority, addresses, or the name that it is an alias of. */
export interface Published {
  readonly texts?: readonly string[];
  readonly mx?: Readonly<Record<string, number>>;
  readonly addresses?: readonly string[];
  readonly alias?: string;
  /** It answers nothing but a failure. */
  readonly fails?: boolean;
}

/** A name server of a test, which knows the records that were published on it. */
export interface NameServer {
  /** As `host:port`. */
  readonly address: string;
  /** The questions that it was asked, as `example.com TXT`. */
  readonly questions: readonly string[];
  /** Gives a name one text, in strings of 255 bytes as DNS has them. */
  publish(name: string, text: string): void;
  /** Gives names their records. */
  publishAll(records: Readonly<Record<string, Published>>): void;
  /** Resolves after the next question was answered. */
  asked(): Promise<void>;
}

/** Codes of answers (RFC 1035, section 4.1.1). */
const codes = { done: 0, failed: 2, noSuchName: 3 } as const;

const running: Socket[] = [];

afterEach(() => {
  for (const socket of running.splice(0)) socket.close();
});

/** Starts a name server on 127.0.0.1 that ends with its test. It follows no alias. */
export async function startNameServer(): Promise<NameServer> {
  const names = new Map<string, Published>();
  const asked: string[] = [];
  const waiting: (() => void)[] = [];
  const socket = createSocket("udp4");
  socket.on("message", (message, from) => {
    const { id, questions = [] } = decode(message);
    const name = questions[0]?.name.toLowerCase() ?? "";
    const type = questions[0]?.type ?? "";
    asked.push(`${name} ${type}`);
    const published = names.get(name);
    const code =
      published === undefined ? codes.noSuchName : published.fails === true ? codes.failed : codes.done;
    const answer = encode({
      type: "response",
      id: id ?? 0,
      flags: code,
      questions,
      answers: published === undefined ? [] : answersTo(name, type, published),
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
    questions: asked,
    publish: (name, text) => void names.set(name, { texts: [text] }),
    publishAll: (records) => {
      for (const [name, published] of Object.entries(records)) names.set(name, published);
    },
    asked: () => new Promise((resolve) => waiting.push(resolve)),
  };
}

function answersTo(
  name: string,
  type: string,
  { texts = [], mx = {}, addresses = [], alias }: Published,
): Answer[] {
  if (alias !== undefined) return [{ type: "CNAME", name, data: alias }];
  if (type === "TXT")
    return texts.map((text) => ({ type: "TXT", name, data: text.match(/.{1,255}/gs) ?? [] }));
  if (type === "A") return addresses.map((data) => ({ type: "A", name, data }));
  if (type !== "MX") return [];
  return Object.entries(mx).map(([exchange, preference]) => ({
    type: "MX",
    name,
    data: { exchange, preference },
  }));
}
