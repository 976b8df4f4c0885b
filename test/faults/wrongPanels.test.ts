import { createServer, type Server } from "node:http";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Props } from "../../src/lifecycle/props";
import { Session } from "../../src/lifecycle/session";
import { startSimulator, type Simulator } from "../../src/simulator/simulator";
import { lifecyclesOf, type Lifecycles } from "../support/lifecycles";

const accounts = [
  { name: "demo", password: "demo-password", domains: ["example.com"] },
  { name: "other", password: "other-password", domains: ["example.net"] },
  { name: "noapi", password: "noapi-password", api: false, domains: ["example.org"] },
];

interface Kind {
  readonly name: string;
  readonly lifecycle: keyof Lifecycles;
  inputs(domain: string): Props;
}

const kinds: readonly Kind[] = [
  {
    name: "Mailbox",
    lifecycle: "mailbox",
    inputs: (domain) => ({ email: `ann@${domain}`, password: "secret", quota: 1 }),
  },
  {
    name: "MailForward",
    lifecycle: "mailForward",
    inputs: (domain) => ({ source: `info@${domain}`, targets: ["bob@example.org"], saveLocal: false }),
  },
  {
    name: "DomainSpf",
    lifecycle: "domainSpf",
    inputs: (domain) => ({ domain }),
  },
  {
    name: "DomainDkim",
    lifecycle: "domainDkim",
    inputs: (domain) => ({ domain }),
  },
];

let panel: Simulator;
let web: Server | undefined;
let state: string;
const stateHome = process.env.XDG_STATE_HOME;

beforeEach(async () => {
  panel = await startSimulator({ accounts });
  state = await mkdtemp(join(tmpdir(), "pulumi-brainycp-state-"));
  process.env.XDG_STATE_HOME = state;
});

afterEach(async () => {
  if (stateHome === undefined) delete process.env.XDG_STATE_HOME;
  else process.env.XDG_STATE_HOME = stateHome;
  web?.closeAllConnections();
  web?.close();
  web = undefined;
  await panel.close();
  await rm(state, { recursive: true, force: true });
});

/** What the creation of an object of this kind says. */
async function creating(
  kind: Kind,
  domain: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<string> {
  const config: Record<string, string> = {
    endpoint: panel.url,
    username: "demo",
    password: "demo-password",
    maxRetries: "0",
    ...settings,
  };
  const session = new Session();
  session.configure((key) => config[key.replace("brainycp:", "")], []);
  try {
    await lifecyclesOf(session)[kind.lifecycle].create(kind.inputs(domain));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "created";
}

/** Another web server, in place of the panel. */
async function serve(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<string> {
  web = createServer((_, response) => response.writeHead(status, headers).end(body)).listen(0, "127.0.0.1");
  await once(web, "listening");
  return `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
}

describe.each(kinds)("$name", (kind) => {
  test("a wrong password names the settings", async () => {
    const words = await creating(kind, "example.com", { password: "wrong" });
    expect(words).toContain("the panel refused the login of demo");
    expect(words).toContain("Check brainycp:username and brainycp:password");
  });

  test("an account without API rights is told of the group's API access", async () => {
    const words = await creating(kind, "example.org", { username: "noapi", password: "noapi-password" });
    expect(words).toContain("the panel refused the login of noapi");
    expect(words).toContain("the account's group has “API access”");
  });

  test("a domain of another user names the object, and the panel's words", async () => {
    const words = await creating(kind, "example.net");
    expect(words).toContain("example.net");
    expect(words).toMatch(/is not allowed to do this \(code 1000|refused with code [24]/);
  });

  test("a missing domain names the object and the next step", async () => {
    const words = await creating(kind, "missing.example");
    expect(words).toContain("missing.example");
    expect(words).toMatch(
      /refused with code \d.*(Add the domain to the panel|Check that the panel has the domain)/s,
    );
  });

  test("a panel without the module answers with a blank page, and the error says so", async () => {
    const words = await creating(kind, "example.com", { endpoint: await serve(200, {}, "") });
    expect(words).toContain("the panel answered with a blank page");
    expect(words).toContain("Check that the panel's mail module is installed");
  });

  test("another web server names brainycp:endpoint and shows how its answer begins", async () => {
    const page = "<!DOCTYPE html><html><body>It works!</body></html>";
    for (const status of [200, 404]) {
      const words = await creating(kind, "example.com", { endpoint: await serve(status, {}, page) });
      expect(words).toContain("It works!");
      expect(words).toContain("Check brainycp:endpoint, http://127.0.0.1:");
      web?.close();
    }
  });

  test("a web server's own password is told from the panel's login", async () => {
    const headers = { "www-authenticate": 'Basic realm="admins"' };
    const words = await creating(kind, "example.com", {
      endpoint: await serve(401, headers, "Members only"),
    });
    expect(words).toContain(
      "HTTP status 401, which begins: Members only. A web server or proxy in front of the panel",
    );
    expect(words).toContain("exempt /api/api.php from the web server's password protection");
    expect(words).not.toContain("brainycp:password");
  });

  test("a filter of addresses says that this machine has to be let in", async () => {
    const words = await creating(kind, "example.com", { endpoint: await serve(403, {}, "Forbidden") });
    expect(words).toContain(
      "HTTP status 403, which begins: Forbidden. A web server, proxy or firewall in front of",
    );
    expect(words).toContain("Allow this machine's address for /api/api.php");
  });

  test("a proxy's login page is not followed, and the error names where it leads", async () => {
    const endpoint = await serve(302, { location: "https://sso.example.com/login" }, "");
    const words = await creating(kind, "example.com", { endpoint });
    expect(words).toContain("redirects to https://sso.example.com/login; credentials are not sent there");
    expect(words).toContain("set brainycp:endpoint to its address");
  });
});
