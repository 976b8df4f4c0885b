import { BrainycpError } from "./errors";
import { sentence, setting, type Text } from "./sentence";

/** An answer whose HTTP status says that it is not the panel's; no text in it holds a secret. */
interface StatusAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** How the body begins, in words that continue a sentence. */
  readonly beginning: string;
}

/** The error for an answer with an HTTP status that is none of success. */
export function wrongStatus(what: string, endpoint: string, answer: StatusAnswer): BrainycpError {
  const { status, location, retryAfterSeconds, beginning } = answer;
  const { host, pathname } = new URL(endpoint);
  if (status < 400) {
    return new BrainycpError({
      code: "redirect",
      problem: `${what}: ${host} redirects to ${location ?? "nowhere"}; credentials are not sent there`,
      nextStep: sentence`If that is the panel, write its address in ${setting("endpoint")}`,
    });
  }
  const problem = `${what}: ${host} answered with HTTP status ${status}${beginning}`;
  const atDoor = doors[status];
  if (atDoor !== undefined) {
    return new BrainycpError({
      code: "http_status",
      problem: `${problem}. ${atDoor.problem}`,
      nextStep: atDoor.nextStep(pathname, endpoint),
    });
  }
  const passing = status === 429 || status >= 500;
  return new BrainycpError({
    code: "http_status",
    problem,
    nextStep: passing
      ? "Run it again; if it stays so, look into the panel's web server log"
      : sentence`Check ${setting("endpoint")}, ${endpoint}: BrainyCP's API is at http://SERVER:8002/api/api.php`,
    outcomeUnknown: passing,
    transient: passing,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

interface Door {
  readonly problem: string;
  nextStep(pathname: string, endpoint: string): Text;
}

/** What stands in front of a panel, by its status: the panel itself refuses a login with status 200 and “Not perm”. */
const doors: Readonly<Record<number, Door>> = {
  401: {
    problem: "A web server or proxy in front of the panel asks for a password of its own",
    nextStep: (pathname) =>
      sentence`This is not the panel's login: exempt ${pathname} from the web server's password protection (basic authentication, .htaccess), if possible for this machine's address alone, or set ${setting("endpoint")} to an address of the panel without it, such as http://SERVER:8002/api/api.php`,
  },
  403: {
    problem: "A web server, proxy or firewall in front of the panel does not let this machine in",
    nextStep: (pathname, endpoint) =>
      sentence`Allow this machine's address for ${pathname}: look into the web server's and the panel's lists of allowed addresses, and into a web application firewall (WAF) that may block the request. If the address is allowed, check that ${setting("endpoint")}, ${endpoint}, is the panel's API`,
  },
};
