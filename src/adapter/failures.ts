import { BrainycpError, type ErrorCode, type ErrorFacts } from "./errors";
import { operations, type Meaning, type OperationName } from "./operations";
import { redact } from "./redact";
import type { Answer, NoReply, Reply } from "./reply";
import { sentence, setting, type Text } from "./sentence";
import type { PanelSettings } from "../settings";
import { explainFailure } from "./transport";

/** A call, as its errors speak of it. */
export interface Call {
  /** The operation and the object. */
  readonly what: string;
  readonly settings: PanelSettings;
  /** The password that the call sends besides the account's. */
  readonly mailboxPassword?: string | undefined;
}

/** What a web server answered. */
export interface Exchange {
  readonly status: number;
  readonly location: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly body: string;
}

/** What the text of an error depends on. */
interface Place {
  readonly endpoint: string;
  readonly host: string;
  /** The path of the API on its host. */
  readonly path: string;
  readonly username: string;
}

/** An error as data: its code, how it goes on after the operation and the object, and what to do. */
interface Failure extends Pick<ErrorFacts, "code" | "outcomeUnknown" | "transient"> {
  readonly problem: (at: Place) => string;
  readonly nextStep: (at: Place) => Text;
}

const checkEndpoint = ({ endpoint }: Place): Text =>
  sentence`Check ${setting("endpoint")}, ${endpoint}: BrainyCP's API is at http://SERVER:8002/api/api.php`;

/** Bodies that are not a reply of the API. */
const noReplies: Readonly<Record<NoReply, Failure>> = {
  blank: {
    code: "blank_page",
    problem: () => "the panel answered with a blank page, as it does when it does not know the operation",
    nextStep: () =>
      "Check that the panel's mail module is installed and that the account's group has “API access”",
    outcomeUnknown: true,
  },
  html: {
    code: "not_json",
    problem: ({ host }) => `${host} answered with a web page, not with the API's JSON`,
    nextStep: (at) =>
      sentence`${checkEndpoint(at)}. A proxy's login page or another site may be answering there`,
    outcomeUnknown: true,
  },
  truncated: {
    code: "interrupted",
    problem: () => "the panel's answer is cut off or is not JSON",
    nextStep: () => "Run it again; if it keeps failing, check the panel's PHP and web server logs",
    outcomeUnknown: true,
    transient: true,
  },
  other: {
    code: "not_json",
    problem: ({ host }) => `${host} answered with something that is not the API's JSON`,
    nextStep: checkEndpoint,
    outcomeUnknown: true,
  },
};

/** What stands in front of a panel, by its status: the panel itself refuses a login with status 200 and “Not perm”. */
const atTheDoor: Readonly<Record<number, Pick<Failure, "problem" | "nextStep">>> = {
  401: {
    problem: () => ". A web server or proxy in front of the panel asks for a password of its own",
    nextStep: ({ path }) =>
      sentence`This is not the panel's login: exempt ${path} from the web server's password protection (basic authentication, .htaccess), if possible for this machine's address only, or set ${setting("endpoint")} to an address of the panel without it, such as http://SERVER:8002/api/api.php`,
  },
  403: {
    problem: () => ". A web server, proxy or firewall in front of the panel blocks this machine",
    nextStep: ({ path, endpoint }) =>
      sentence`Allow this machine's address for ${path}: check the web server's and the panel's lists of allowed addresses, and any web application firewall (WAF) that may block the request. If the address is allowed, check that ${setting("endpoint")}, ${endpoint}, is the panel's API`,
  },
};

const passingStatus = {
  problem: () => "",
  nextStep: () => "Run it again; if it keeps failing, check the panel's web server log",
  outcomeUnknown: true,
  transient: true,
};
const otherStatus = { problem: () => "", nextStep: checkEndpoint };

/** Codes that say nothing about the object; no caller has to know them. */
const refusedCalls: Partial<Record<Meaning, Failure>> = {
  noPermission: {
    code: "no_permission",
    problem: ({ username }) => `the account ${username} is not allowed to do this`,
    nextStep: () =>
      sentence`Give the account's group “Full API access (administrator)” in the panel, or leave out panelUser and ${setting("panelUser")} to act on the account's own objects`,
  },
  noSuchUser: {
    code: "no_such_user",
    problem: () => "the panel has no such user",
    nextStep: () =>
      sentence`Correct panelUser or ${setting("panelUser")}: it must be the name of a panel user`,
  },
};

/** Codes that refuse a change. */
const refusedChanges: Partial<Record<Meaning, readonly [ErrorCode, string]>> = {
  badParameters: [
    "bad_parameters",
    "The panel rejected one of these values: compare them with the panel's form",
  ],
  domainNotFound: ["domain_not_found", "Add the domain to the panel first, or correct the address"],
};
const otherRefusal = [
  "failed",
  "Check that the panel has the domain and that it belongs to this account; the panel's log may say more",
] as const;

/** Takes the secrets of a call out of a text. */
export function clean({ settings, mailboxPassword = "" }: Call, text: string): string {
  return redact(text, [settings.password, mailboxPassword]);
}

/** The error for a call that ended without an answer. */
export function noAnswer(call: Call, error: unknown): BrainycpError {
  const facts = explainFailure(error, call.settings);
  const problem = sentence`${call.what}: ${facts.problem}`.map((text) => clean(call, text));
  return new BrainycpError({ ...facts, problem, operation: call.what });
}

/** The error for an HTTP status that is not a success. */
export function wrongStatus(
  call: Call,
  { status, location, retryAfterSeconds, body }: Exchange,
): BrainycpError {
  const at = placeOf(call);
  if (status < 400) {
    const target = location === undefined ? "nowhere" : clean(call, location);
    return new BrainycpError({
      code: "redirect",
      problem: `${call.what}: ${at.host} redirects to ${target}; credentials are not sent there`,
      nextStep: sentence`If that is the panel, set ${setting("endpoint")} to its address`,
    });
  }
  const isPassing = status === 429 || status >= 500;
  const { problem, nextStep, ...facts } = atTheDoor[status] ?? (isPassing ? passingStatus : otherStatus);
  return new BrainycpError({
    ...facts,
    code: "http_status",
    problem: `${call.what}: ${at.host} answered with HTTP status ${status}${beginning(call, body)}${problem(at)}`,
    nextStep: nextStep(at),
    ...(isPassing && retryAfterSeconds !== undefined ? { retryAfterSeconds } : {}),
  });
}

/** The error for a body that is not a reply. */
export function noReply(call: Call, kind: NoReply, body: string): BrainycpError {
  const { problem, nextStep, ...facts } = noReplies[kind];
  const at = placeOf(call);
  return new BrainycpError({
    ...facts,
    problem: `${call.what}: ${problem(at)}${beginning(call, body)}`,
    nextStep: nextStep(at),
  });
}

/**
 * The error for a login that the panel refuses.
 *
 * @param isAccepted whether the panel accepted it for another operation
 */
export function loginRefused({ what, settings, mailboxPassword }: Call, isAccepted: boolean): BrainycpError {
  // PHP keeps the last of two fields with one name: a panel that reads the account's password only as `password`
  const takesOther = isAccepted && mailboxPassword !== undefined;
  return new BrainycpError({
    code: "login_refused",
    problem: `${what}: the panel refused the login of ${settings.username} (“Not perm”)`,
    nextStep: takesOther
      ? "It accepted this login for other operations, so it may be reading the mailbox's password as the account's: the " +
        "vendor documents both under one name. Such a panel must read the account from login and pass"
      : sentence`Check ${setting("username")} and ${setting("password")}, and that the account's group has “API access” in the panel. \`pulumi refresh\` and \`pulumi destroy\` use the password of the last \`pulumi up\` unless --run-program is given`,
  });
}

/** The error for a code that the documentation of the operation does not name. */
export function undocumentedCode(
  { what }: Call,
  operation: OperationName,
  { code, message }: Reply,
): BrainycpError {
  return new BrainycpError({
    code: "undocumented_code",
    operation,
    panelCode: code,
    panelMessage: message,
    problem: `${what}: the panel answered with code ${code}, which is not documented${said(message)}`,
    nextStep: "Check the object in the panel, then run it again",
    outcomeUnknown: !operations[operation].reads,
  });
}

/** The error for an answer that says nothing about the object; undefined for one that the caller handles. */
export function refusedCall(
  call: Call,
  operation: OperationName,
  { code, message, meaning }: Answer,
): BrainycpError | undefined {
  const failure = refusedCalls[meaning];
  if (failure === undefined) return undefined;
  const at = placeOf(call);
  return new BrainycpError({
    code: failure.code,
    operation,
    panelCode: code,
    panelMessage: message,
    problem: `${call.what}: ${failure.problem(at)} (code ${code}${said(message)})`,
    nextStep: failure.nextStep(at),
  });
}

/** The error for an answer that refuses a change. */
export function refusedChange(
  operation: OperationName,
  about: string,
  { code: panelCode, message, meaning }: Answer,
): BrainycpError {
  const [code, nextStep] = refusedChanges[meaning] ?? otherRefusal;
  return new BrainycpError({
    code,
    operation,
    panelCode,
    panelMessage: message,
    problem: `${operation} ${about}: the panel refused with code ${panelCode}${said(message)}`,
    nextStep,
  });
}

/** The error for a write whose turn was lost before it was sent. */
export function turnLost({ what }: Call): BrainycpError {
  return new BrainycpError({
    code: "turn_lost",
    problem:
      `${what}: not sent because this run lost its turn to write: the process was blocked or the machine was asleep, and another ` +
      "run may be writing",
    nextStep: "Run it again; this call changed nothing",
    transient: true,
  });
}

function placeOf({ settings: { endpoint, username } }: Call): Place {
  const { host, pathname } = new URL(endpoint);
  return { endpoint, host, path: pathname, username };
}

/** How a body begins, in words that continue a sentence. */
function beginning(call: Call, body: string): string {
  const text = clean(call, body).replace(/\s+/g, " ").trim();
  return text === "" ? "" : `, which begins: ${text.slice(0, 160)}`;
}

function said(message: string): string {
  return message === "" ? "" : `: “${message}”`;
}
