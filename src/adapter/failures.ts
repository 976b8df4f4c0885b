import type { ErrorCode } from "./errorCodes";
import { BrainycpError, type ErrorFacts } from "./errors";
import { operations, type Meaning, type OperationName } from "./operations";
import { redact } from "./redact";
import { refusalOf } from "./refusals";
import type { Answer, NoReply, Reply } from "./reply";
import { readersWords, sentence, setting, type Sentence } from "./sentence";
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

/** What an error about a call says, after the operation and the object. */
interface Failure extends Omit<ErrorFacts, "problem"> {
  readonly problem: string;
}

/** The codes of refused changes; of all others it is `failed`. */
const refusalCodes: Partial<Record<Meaning, ErrorCode>> = {
  badParameters: "bad_parameters",
  domainNotFound: "domain_not_found",
};

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

/**
 * The error for an HTTP status that is not a success. It is of what stands in front of the panel: the panel itself refuses
 * a login with status 200 and “Not perm”.
 */
export function wrongStatus(
  call: Call,
  { status, location, retryAfterSeconds, body }: Exchange,
): BrainycpError {
  const { endpoint } = call.settings;
  const { host, pathname } = new URL(endpoint);
  if (status < 400) {
    const target = location === undefined ? "nowhere" : clean(call, location);
    return failed(call, {
      code: "redirect",
      problem: `${host} redirects to ${target}; credentials are not sent there`,
      nextStep: sentence`If that is the panel, set ${setting("endpoint")} to its address`,
    });
  }
  const code = "http_status";
  const answered = `${host} answered with HTTP status ${status}${beginning(call, body)}`;
  if (status === 401) {
    return failed(call, {
      code,
      problem: `${answered}. A web server or proxy in front of the panel asks for a password of its own`,
      nextStep: sentence`This is not the panel's login: exempt ${pathname} from the web server's password protection (basic authentication, .htaccess), if possible for this machine's address only, or set ${setting("endpoint")} to an address of the panel without it, such as http://SERVER:8002/api/api.php`,
    });
  }
  if (status === 403) {
    return failed(call, {
      code,
      problem: `${answered}. A web server, proxy or firewall in front of the panel blocks this machine`,
      nextStep: sentence`Allow this machine's address for ${pathname}: check the web server's and the panel's lists of allowed addresses, and any web application firewall (WAF) that may block the request. If the address is allowed, check that ${setting("endpoint")}, ${endpoint}, is the panel's API`,
    });
  }
  if (status !== 429 && status < 500)
    return failed(call, { code, problem: answered, nextStep: checkEndpoint(call) });
  return failed(call, {
    code,
    problem: answered,
    nextStep: "Run it again; if it keeps failing, check the panel's web server log",
    outcomeUnknown: true,
    transient: true,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

/** The error for a body that is not a reply. */
export function noReply(call: Call, kind: NoReply, body: string): BrainycpError {
  const { host } = new URL(call.settings.endpoint);
  const failures: Readonly<Record<NoReply, Failure>> = {
    blank: {
      code: "blank_page",
      problem: "the panel answered with a blank page, as it does when it does not know the operation",
      nextStep:
        "Check that the panel's mail module is installed and that the account's group has “API access”",
    },
    html: {
      code: "not_json",
      problem: `${host} answered with a web page, not with the API's JSON`,
      nextStep: sentence`${checkEndpoint(call)}. A proxy's login page or another site may be answering there`,
    },
    truncated: {
      code: "interrupted",
      problem: "the panel's answer is cut off or is not JSON",
      nextStep: "Run it again; if it keeps failing, check the panel's PHP and web server logs",
      transient: true,
    },
    other: {
      code: "not_json",
      problem: `${host} answered with something that is not the API's JSON`,
      nextStep: checkEndpoint(call),
    },
  };
  const { problem, ...facts } = failures[kind];
  return failed(call, { ...facts, problem: `${problem}${beginning(call, body)}`, outcomeUnknown: true });
}

/** The error for a call without the account's password, which only a preview can do without. */
export function passwordMissing(call: Call): BrainycpError {
  return failed(call, {
    code: "config",
    problem: `not sent, because the password of ${call.settings.username} is missing`,
    nextStep: sentence`Set it:\n  ${readersWords.howToSet("password")}`,
  });
}

/**
 * The error for a login that the panel refuses.
 *
 * @param isAccepted whether the panel accepted it for another operation
 */
export function loginRefused(call: Call, isAccepted: boolean): BrainycpError {
  // PHP keeps the last of two fields with one name: a panel that reads the account's password only as `password`
  const takesOther = isAccepted && call.mailboxPassword !== undefined;
  return failed(call, {
    code: "login_refused",
    problem: `the panel refused the login of ${call.settings.username} (“Not perm”)`,
    ...(takesOther ? takesMailboxPassword : checkLogin),
  });
}

const takesMailboxPassword = {
  nextStep:
    "It accepted this login for other operations, so it may be reading the mailbox's password as the account's: the " +
    "vendor documents both under one name. Such a panel must read the account from login and pass",
};

const checkLogin = {
  nextStep: sentence`Check ${setting("username")} and ${setting("password")}, and that the account's group has “API access” in the panel`,
  runHint:
    "`pulumi refresh` and `pulumi destroy` use the password of the last `pulumi up` unless --run-program is given",
};

/** The error for a code that the documentation of the operation does not name. */
export function undocumentedCode(call: Call, operation: OperationName, reply: Reply): BrainycpError {
  return failed(call, {
    code: "undocumented_code",
    ...factsOf(operation, reply),
    problem: `the panel answered with code ${reply.code}, which is not documented${said(reply.message)}`,
    nextStep: "Check the object in the panel, then run it again",
    outcomeUnknown: !operations[operation].reads,
  });
}

/**
 * The error for an answer whose code says nothing about the object, so that no caller has to know it; undefined for one
 * that the caller handles.
 */
export function refusedCall(call: Call, operation: OperationName, answer: Answer): BrainycpError | undefined {
  const { code, message, meaning } = answer;
  const reply = `(code ${code}${said(message)})`;
  if (meaning === "noPermission") {
    return failed(call, {
      code: "no_permission",
      ...factsOf(operation, answer),
      problem: `the account ${call.settings.username} is not allowed to do this ${reply}`,
      nextStep: sentence`Give the account's group “Full API access (administrator)” in the panel, or leave out panelUser and ${setting("panelUser")} to act on the account's own objects`,
    });
  }
  if (meaning !== "noSuchUser") return undefined;
  return failed(call, {
    code: "no_such_user",
    ...factsOf(operation, answer),
    problem: `the panel has no such user ${reply}`,
    nextStep: sentence`Correct panelUser or ${setting("panelUser")}: it must be the name of a panel user`,
  });
}

/** The error for an answer that refuses a change: first what that most likely means, then the panel's own words. */
export function refusedChange(operation: OperationName, about: string, answer: Answer): BrainycpError {
  const { likely, nextStep } = refusalOf(operation, answer.meaning);
  return new BrainycpError({
    code: refusalCodes[answer.meaning] ?? "failed",
    ...factsOf(operation, answer),
    problem: `${operation} ${about}: ${likely}. The panel refused with code ${answer.code}${said(answer.message)}`,
    nextStep,
  });
}

/** The error for a write whose turn was lost before it was sent. */
export function turnLost(call: Call): BrainycpError {
  return failed(call, {
    code: "turn_lost",
    problem:
      "not sent because this run lost its turn to write: the process was blocked or the machine was asleep, and another run " +
      "may be writing",
    nextStep: "Run it again; this call changed nothing",
    transient: true,
  });
}

function failed({ what }: Call, { problem, ...facts }: Failure): BrainycpError {
  return new BrainycpError({ ...facts, problem: `${what}: ${problem}` });
}

function factsOf(operation: OperationName, { code, message }: Reply) {
  return { operation, panelCode: code, panelMessage: message };
}

function checkEndpoint({ settings: { endpoint } }: Call): Sentence {
  return sentence`Check ${setting("endpoint")}, ${endpoint}: BrainyCP's API is at http://SERVER:8002/api/api.php`;
}

/** How a body begins, in words that continue a sentence. */
function beginning(call: Call, body: string): string {
  const text = clean(call, body).replace(/\s+/g, " ").trim();
  return text === "" ? "" : `, which begins: ${text.slice(0, 160)}`;
}

function said(message: string): string {
  return message === "" ? "" : `: “${message}”`;
}
