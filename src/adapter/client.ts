import type { Dispatcher } from "undici";
import { BrainycpError } from "./errors";
import {
  clean,
  loginRefused,
  noAnswer,
  noReply,
  passwordMissing,
  refusedCall,
  turnLost,
  undocumentedCode,
  wrongStatus,
  type Call,
  type Exchange,
} from "./failures";
import { log } from "./log";
import { meaningOf, operations, type Fields, type OperationName } from "./operations";
import { readReply, type Answer, type Reply } from "./reply";
import { retrying } from "./retry";
import { checkedBeforeSending } from "./sendGuard";
import type { PanelSettings } from "../settings";
import { connectionsTo } from "./transport";
import type { Turn } from "./turn";
import { request } from "./undiciParts";

/** Sends operations to one panel: credentials, form, deadline, retry of what is safe to repeat, reply, redaction. */
export class Client {
  private readonly connections: Dispatcher;
  private readonly address: URL;
  /** Whether this login was seen to be accepted in this process. */
  private accepted = false;

  constructor(readonly settings: PanelSettings) {
    this.connections = connectionsTo(settings);
    this.address = new URL(settings.endpoint);
  }

  /**
   * Calls one operation: a write once, a read again after transient failures.
   *
   * Sends exactly the operation's documented fields, with the account as `login` and `pass` and as `username` and
   * `password`: a mailbox's own `password` comes last, and PHP keeps the last of two fields with one name.
   *
   * @param turn the turn in which a write is sent, and without which it is not
   * @throws BrainycpError for refused credentials, missing rights, and everything that is not a documented answer;
   * codes that mean something to the caller (`alreadyExists`, `failed`, …) are returned.
   */
  async call<Name extends OperationName>(
    name: Name,
    fields: Fields<Name>,
    about: string,
    turn?: Turn,
  ): Promise<Answer> {
    const operation = operations[name];
    const values: Readonly<Record<string, string | undefined>> = fields;
    const pairs: [string, string][] = [
      [operation.module, operation.module],
      [name, name],
    ];
    for (const field of operation.fields) {
      const value = field === "language" ? "en" : values[field];
      if (value !== undefined) pairs.push([field, value]);
    }
    const call = { what: `${name} ${about}`, settings: this.settings, mailboxPassword: values.password };
    const attempt = async (): Promise<Answer> => {
      const started = Date.now();
      const note = (how: string): void =>
        log(`${this.address.host} ${call.what}: ${how} (${Date.now() - started} ms)`);
      try {
        const answer = this.understand(call, name, await this.post(call, pairs, turn));
        note(`${answer.code} ${answer.meaning}`);
        return answer;
      } catch (error) {
        note(String(error));
        throw error;
      }
    };
    return operation.reads ? retrying(this.settings, attempt) : attempt();
  }

  /**
   * Makes sure that the panel accepts this login: the call with no operation answers it with a blank page. Source:
   * vendor docs, "API: connection".
   */
  async provesLogin(): Promise<boolean> {
    if (this.accepted) return true;
    const call = { what: "the login", settings: this.settings };
    const { status, body } = await retrying(this.settings, () => this.post(call, []));
    const reply = readReply(body, false);
    if (typeof reply === "object" && isRefusal(reply)) throw loginRefused(call, false);
    if (status < 300 && reply === "blank") this.accepted = true;
    return this.accepted;
  }

  private async post(call: Call, pairs: readonly [string, string][], turn?: Turn): Promise<Exchange> {
    const { username, password } = this.settings;
    if (password === "") throw passwordMissing(call);
    const account = { login: username, pass: password, username, password };
    // a write is not sent once its turn is lost
    const check = (): void => {
      if (turn?.isHeld() === false) throw turnLost(call);
    };
    const dispatcher = turn === undefined ? this.connections : checkedBeforeSending(this.connections, check);
    try {
      const { origin, pathname, search } = this.address;
      const { statusCode, headers, body } = await request.call(dispatcher, {
        origin,
        path: pathname + search,
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
        body: new URLSearchParams([...Object.entries(account), ...pairs]).toString(),
        signal: AbortSignal.timeout(this.settings.timeoutSeconds * 1000),
      });
      return {
        status: statusCode,
        location: headers.location?.toString(),
        retryAfterSeconds: secondsOf(headers["retry-after"]?.toString()),
        body: await body.text(),
      };
    } catch (error) {
      throw error instanceof BrainycpError ? error : noAnswer(call, error);
    }
  }

  private understand(call: Call, name: OperationName, exchange: Exchange): Answer {
    if (exchange.status >= 300) throw wrongStatus(call, exchange);
    const read = readReply(exchange.body, operations[name].reads);
    if (typeof read === "string") throw noReply(call, read, exchange.body);
    if (isRefusal(read)) throw loginRefused(call, this.accepted);
    // code 1 alone proves nothing: it may be a refusal in other words
    if (read.code !== 1) this.accepted = true;
    const meaning = meaningOf(name, read.code);
    // the message of a success is not shown to anyone, and searching it for passwords would be slow
    if (meaning === "done") return { ...read, meaning };
    const reply = { ...read, message: clean(call, read.message) };
    if (meaning === undefined) throw undocumentedCode(call, name, reply);
    const answer = { ...reply, meaning };
    const error = refusedCall(call, name, answer);
    if (error !== undefined) throw error;
    return answer;
  }
}

/** `Retry-After` in seconds: a number of them, or a date (RFC 9110). */
function secondsOf(retryAfter: string | undefined): number | undefined {
  if (retryAfter === undefined) return undefined;
  const seconds = /^\s*\d+\s*$/.test(retryAfter)
    ? Number(retryAfter)
    : (Date.parse(retryAfter) - Date.now()) / 1000;
  return seconds > 0 ? seconds : undefined;
}

/** Refused credentials are code 1 with a message that begins "Not perm", for every operation. */
function isRefusal(reply: Reply): boolean {
  return reply.code === 1 && /^\s*Not perm/i.test(reply.message);
}
