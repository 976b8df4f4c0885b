import { request, type Agent, type Dispatcher } from "undici";
import { BrainycpError } from "./errors";
import { log } from "./log";
import { meaningOf, operations, type Fields, type Meaning, type OperationName } from "./operations";
import { redact } from "./redact";
import { readReply, type NoReply, type Reply } from "./reply";
import { retrying } from "./retry";
import { checkedBeforeSending } from "./sendGuard";
import { sentence, setting } from "./sentence";
import type { PanelSettings } from "../settings";
import { connectionsTo, explainFailure } from "./transport";
import type { Turn } from "./turn";
import { wrongStatus } from "./wrongStatus";

/** An answer of the panel, with what its code means for the operation that was called. */
export interface Answer extends Reply {
  readonly meaning: Meaning;
}

interface Exchange {
  readonly status: number;
  readonly location: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly body: string;
}

/** Sends operations to one panel: credentials, form, deadline, retry of what is safe to repeat, reply, redaction. */
export class Client {
  private readonly connections: Agent;
  private readonly host: string;
  /** Whether this login was seen to be accepted in this process. */
  private accepted = false;

  constructor(readonly settings: PanelSettings) {
    this.connections = connectionsTo(settings);
    this.host = new URL(settings.endpoint).host;
  }

  /**
   * Calls one operation once, and a reading one again after failures that pass.
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
    const attempt = (): Promise<Answer> => this.attempt(name, fields, about, turn);
    return operations[name].reads ? retrying(this.settings, attempt) : attempt();
  }

  /**
   * Makes sure that the panel accepts this login: the call with no operation answers it with a blank page. Source:
   * vendor docs, "API: connection".
   */
  async provesLogin(): Promise<boolean> {
    if (this.accepted) return true;
    const { status, body } = await retrying(this.settings, () => this.post(this.form([]), [], "the login"));
    const reply = readReply(body, false);
    if (typeof reply === "object" && isRefusal(reply)) throw this.refused("the login");
    if (status < 300 && reply === "blank") this.accepted = true;
    return this.accepted;
  }

  private async attempt<Name extends OperationName>(
    name: Name,
    fields: Fields<Name>,
    about: string,
    turn: Turn | undefined,
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
    const secrets = values.password === undefined ? [] : [values.password];
    const started = Date.now();
    try {
      const exchange = await this.post(this.form(pairs), secrets, `${name} ${about}`, turn);
      const answer = this.understand(name, about, exchange, secrets);
      log(`${this.host} ${name} ${about}: ${answer.code} ${answer.meaning} (${Date.now() - started} ms)`);
      return answer;
    } catch (error) {
      log(`${this.host} ${name} ${about}: ${String(error)} (${Date.now() - started} ms)`);
      throw error;
    }
  }

  private form(pairs: readonly (readonly [string, string])[]): string {
    const { username, password } = this.settings;
    const form = new URLSearchParams([
      ["login", username],
      ["pass", password],
      ["username", username],
      ["password", password],
    ]);
    for (const [name, value] of pairs) form.append(name, value);
    return form.toString();
  }

  private async post(form: string, secrets: readonly string[], what: string, turn?: Turn): Promise<Exchange> {
    try {
      const { statusCode, headers, body } = await request(this.settings.endpoint, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
        body: form,
        dispatcher: this.connectionsIn(turn, what),
        signal: AbortSignal.timeout(this.settings.timeoutSeconds * 1000),
      });
      return {
        status: statusCode,
        location: headers.location?.toString(),
        retryAfterSeconds: secondsOf(headers["retry-after"]?.toString()),
        body: await body.text(),
      };
    } catch (error) {
      if (error instanceof BrainycpError) throw error;
      const facts = explainFailure(error, this.settings);
      throw new BrainycpError({
        ...facts,
        problem: sentence`${what}: ${facts.problem}`.map((text) => this.clean(text, secrets)),
        operation: what,
      });
    }
  }

  /** The connections for a call, which send nothing once its turn is lost. */
  private connectionsIn(turn: Turn | undefined, what: string): Dispatcher {
    if (turn === undefined) return this.connections;
    return checkedBeforeSending(this.connections, () => {
      if (!turn.isHeld()) throw turnLost(what);
    });
  }

  private understand(
    name: OperationName,
    about: string,
    exchange: Exchange,
    secrets: readonly string[],
  ): Answer {
    const { status, body } = exchange;
    const what = `${name} ${about}`;
    if (status >= 300) throw this.wrongStatus(what, exchange, secrets);
    const reply = readReply(body, operations[name].reads);
    if (typeof reply === "string") throw this.noReply(what, reply, body, secrets);
    if (isRefusal(reply)) throw this.refused(what, secrets);
    // code 1 alone proves nothing: it may be a refusal in other words
    if (reply.code !== 1) this.accepted = true;
    const message = this.clean(reply.message, secrets);
    const facts = { operation: name, panelCode: reply.code, panelMessage: message };
    const meaning = meaningOf(name, reply.code);
    switch (meaning) {
      case undefined:
        throw new BrainycpError({
          ...facts,
          code: "undocumented_code",
          problem: `${what}: the panel answered with code ${reply.code}, which its documentation does not name${said(message)}`,
          nextStep: "Look at the object in the panel, then run it again",
          outcomeUnknown: !operations[name].reads,
        });
      case "noPermission":
        throw new BrainycpError({
          ...facts,
          code: "no_permission",
          problem: `${what}: the account ${this.settings.username} may not do this (code ${reply.code}${said(message)})`,
          nextStep: sentence`Give the account's group “Full API access (administrator)” in the panel, or leave out panelUser and ${setting("panelUser")} to act on the account's own objects`,
        });
      case "noSuchUser":
        throw new BrainycpError({
          ...facts,
          code: "no_such_user",
          problem: `${what}: the panel has no such user (code ${reply.code}${said(message)})`,
          nextStep: sentence`Correct panelUser or ${setting("panelUser")}: it takes the name of a panel user`,
        });
      default:
        return { ...reply, message, meaning };
    }
  }

  private wrongStatus(what: string, exchange: Exchange, secrets: readonly string[]): BrainycpError {
    const { location, body } = exchange;
    return wrongStatus(what, this.settings.endpoint, {
      ...exchange,
      location: location === undefined ? undefined : this.clean(location, secrets),
      beginning: this.beginning(body, secrets),
    });
  }

  private noReply(what: string, kind: NoReply, body: string, secrets: readonly string[]): BrainycpError {
    const endpoint = sentence`Check ${setting("endpoint")}, ${this.settings.endpoint}: BrainyCP's API is at http://SERVER:8002/api/api.php`;
    const shown = this.beginning(body, secrets);
    switch (kind) {
      case "blank":
        return new BrainycpError({
          code: "blank_page",
          problem: `${what}: the panel answered with a blank page, as it does when it does not know the operation`,
          nextStep:
            "Check that the panel's mail module is installed and that the account's group has “API access”",
          outcomeUnknown: true,
        });
      case "html":
        return new BrainycpError({
          code: "not_json",
          problem: `${what}: ${this.host} answered with a web page, not with the API's JSON${shown}`,
          nextStep: sentence`${endpoint}. A proxy's login page or another site may stand there`,
          outcomeUnknown: true,
        });
      case "truncated":
        return new BrainycpError({
          code: "interrupted",
          problem: `${what}: the panel's answer breaks off, or is no JSON${shown}`,
          nextStep: "Run it again; if it stays so, look into the panel's PHP and web server logs",
          outcomeUnknown: true,
          transient: true,
        });
      case "other":
        return new BrainycpError({
          code: "not_json",
          problem: `${what}: ${this.host} answered with something that is not the API's JSON${shown}`,
          nextStep: endpoint,
          outcomeUnknown: true,
        });
    }
  }

  private refused(what: string, secrets: readonly string[] = []): BrainycpError {
    // PHP keeps the last of two fields with one name: a panel that reads the account's password only as `password`
    const takesOther = this.accepted && secrets.length > 0;
    return new BrainycpError({
      code: "login_refused",
      problem: `${what}: the panel refused the login of ${this.settings.username} (“Not perm”)`,
      nextStep: takesOther
        ? "It accepted this login for other operations: it may take the mailbox's password for the account's, which the " +
          "vendor documents under one name. Such a panel has to read the account as login and pass"
        : sentence`Check ${setting("username")} and ${setting("password")}, and that the account's group has “API access” in the panel. \`pulumi refresh\` and \`pulumi destroy\` use the password of the last \`pulumi up\` unless --run-program is given`,
    });
  }

  private beginning(body: string, secrets: readonly string[]): string {
    const clean = this.clean(body, secrets).replace(/\s+/g, " ").trim();
    return clean === "" ? "" : `, which begins: ${clean.slice(0, 160)}`;
  }

  private clean(text: string, secrets: readonly string[]): string {
    return redact(text, [this.settings.password, ...secrets]);
  }
}

function turnLost(what: string): BrainycpError {
  return new BrainycpError({
    code: "turn_lost",
    problem:
      `${what}: not sent, as this run lost its turn to write: the process was blocked or the machine asleep, and another ` +
      "run may be writing",
    nextStep: "Run it again; nothing was changed by this call",
    transient: true,
  });
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

function said(message: string): string {
  return message === "" ? "" : `: “${message}”`;
}
