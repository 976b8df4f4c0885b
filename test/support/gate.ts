import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** A moment of a conversation: a client is about to say this. */
export interface Moment {
  /** Who logged in to the mail server, or what a call of the panel names; anybody by default. */
  readonly who?: string;
  readonly says: RegExp;
  /** How often it is said before that is meant; 1, the first time, by default. */
  readonly nth?: number;
  /** Whether it reaches the server, and only the answer is held back; false by default. */
  readonly isCarriedOut?: boolean;
}

/** One connection that goes through the gate. */
class Passage {
  /** What the client said first: who it is. */
  who = "";
  private isHeld = false;
  private isAnswerHeld = false;
  private answered: (() => void) | undefined;
  private readonly kept: { readonly to: Socket; readonly bytes: Buffer }[] = [];

  constructor(
    readonly client: Socket,
    readonly server: Socket,
    private readonly holds: (passage: Passage, text: string) => Hold | undefined,
  ) {
    client.on("data", (bytes) => this.said(bytes));
    server.on("data", (bytes) => this.heard(bytes));
    client.on("error", () => undefined).on("close", () => server.destroy());
    // a server ends a connection on which it hears nothing; the client hears of that when it is let go
    server
      .on("error", () => undefined)
      .on("close", () => this.isHeld || this.isAnswerHeld || client.destroy());
  }

  letGo(): void {
    this.isHeld = false;
    this.isAnswerHeld = false;
    for (const { to, bytes } of this.kept.splice(0)) to.write(bytes);
    if (this.server.destroyed) this.client.end();
  }

  private said(bytes: Buffer): void {
    const text = bytes.toString("latin1");
    // a login of the mechanism PLAIN: nothing, name, password
    if (this.who === "" && /^[A-Za-z0-9+/]+=*\r\n$/.test(text))
      this.who = Buffer.from(text, "base64").toString().split("\0")[1] ?? "";
    if (!this.isHeld && !this.isAnswerHeld) {
      const hold = this.holds(this, text);
      if (hold?.moment.isCarriedOut === true) {
        this.isAnswerHeld = true;
        this.answered = hold.reached;
      } else if (hold !== undefined) {
        this.isHeld = true;
        hold.reached();
      }
    }
    if (this.isHeld) this.kept.push({ to: this.server, bytes });
    else this.server.write(bytes);
  }

  private heard(bytes: Buffer): void {
    // the server asks for the rest of a command
    const isAnswer = !bytes.toString("latin1", 0, 1).startsWith("+");
    if (!this.isAnswerHeld || !isAnswer) {
      this.client.write(bytes);
      return;
    }
    this.kept.push({ to: this.client, bytes });
    this.answered?.();
    this.answered = undefined;
  }
}

interface Hold {
  readonly moment: Moment;
  readonly reached: () => void;
  left: number;
}

/**
 * The way to a server of this machine that speaks in clear text, IMAP or HTTP. It stops a conversation at a given moment,
 * so that what comes then comes at that moment and not at another.
 */
export class Gate {
  private readonly passages = new Set<Passage>();
  private readonly holds: Hold[] = [];
  private isShut = false;

  private constructor(
    private readonly server: Server,
    private readonly target: number,
  ) {
    server.on("connection", (client: Socket) => this.enter(client));
  }

  /** @param target the port of the server */
  static async start(target: number): Promise<Gate> {
    const server = createServer({ noDelay: true }).listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Gate(server, target);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Holds the conversation in which this moment comes. @returns when it has come */
  hold(moment: Moment): Promise<void> {
    return new Promise((reached) => {
      this.holds.push({ moment, reached, left: moment.nth ?? 1 });
    });
  }

  /** Lets all go on that is held, and holds nothing more. */
  release(): void {
    this.holds.length = 0;
    for (const passage of this.passages) passage.letGo();
  }

  /** Ends all connections and takes no new ones, as where the server is gone. */
  shut(): void {
    this.holds.length = 0;
    this.isShut = true;
    for (const { client } of this.passages) client.resetAndDestroy();
  }

  open(): void {
    this.isShut = false;
  }

  async close(): Promise<void> {
    this.shut();
    this.server.close();
    await once(this.server, "close");
  }

  private enter(client: Socket): void {
    if (this.isShut) {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ port: this.target, host: "127.0.0.1", noDelay: true });
    const passage = new Passage(client, server, (one, text) => this.holdFor(one, text));
    this.passages.add(passage);
    client.on("close", () => this.passages.delete(passage));
  }

  private holdFor({ who }: Passage, text: string): Hold | undefined {
    const fits = ({ moment }: Hold): boolean =>
      (moment.who === undefined || who === moment.who || text.includes(encodeURIComponent(moment.who))) &&
      moment.says.test(text);
    const hold = this.holds.filter(fits).find((each) => (each.left -= 1) === 0);
    if (hold !== undefined) this.holds.splice(this.holds.indexOf(hold), 1);
    return hold;
  }
}
