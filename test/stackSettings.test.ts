import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BrainycpError } from "../src/adapter/errors";
import { defaults, normaliseEndpoint } from "../src/settings";
import { readMailSettings, readStackSettings, type StackSettings } from "../src/stackSettings";
import { makeCertificate } from "./support/certificates";

type Fields = Readonly<Record<string, unknown>>;

const right = { endpoint: "https://panel.example.com:8002", username: "demo", password: "s3cret" };
const first = { ...right, endpoint: "https://panel.example.com:8002/api/api.php", ...defaults };

/** Reads a stack's settings, given without their prefix. */
function read(fields: Fields, env: NodeJS.ProcessEnv = {}): StackSettings {
  const keys = Object.keys(fields).map((name) => `brainycp:${name}`);
  return readStackSettings((key) => fields[key.replace(/^brainycp:/, "")], env, keys);
}

function errorOf(fields: Fields, env: NodeJS.ProcessEnv = {}): BrainycpError {
  try {
    read(fields, env);
  } catch (error) {
    if (error instanceof BrainycpError) return error;
    throw error;
  }
  throw new Error("The settings were accepted.");
}

/** The problems of an error: what is wrong, and what mends it on a line of its own. */
function problemsOf(fields: Fields, env: NodeJS.ProcessEnv = {}): string[] {
  const { message } = errorOf(fields, env);
  const [head, ...problems] = message.split("\n  - ");
  expect(head).toBe("Settings of pulumi-brainycp are missing or wrong. Correct them, then run it again:");
  return problems.map((problem) => problem.replace(/:?\n {6}/, ": "));
}

describe("the settings of a stack", () => {
  it("are complete with three, and have these defaults", () => {
    expect(read(right)).toEqual({ unnamed: first, named: new Map() });
    expect(defaults).toEqual({
      timeoutSeconds: 30,
      maxRetries: 4,
      maxConcurrentWrites: 1,
      previewChecks: true,
      imapPort: 993,
      imapSecurity: "tls",
      imapConnections: 4,
      archiveDays: 30,
    });
  });

  it("that are all given are all read", async () => {
    const { cert } = await makeCertificate();
    const all = {
      ...right,
      panelUser: "ann",
      timeoutSeconds: "5",
      maxRetries: "0",
      maxConcurrentWrites: "8",
      caCert: cert,
      tlsFingerprint: "AB".repeat(32),
      allowPlainHttp: "false",
      refuseMailLoss: "true",
      previewChecks: "false",
      movedFrom: "http://10.0.0.1:8002",
      journal: "/srv/journal",
      imapHost: "mail.example.com",
      imapPort: "1993",
      imapSecurity: "starttls",
      imapCaCert: cert,
      imapTlsFingerprint: "CD".repeat(32),
      imapConnections: "2",
      preserveMail: "true",
      parkMail: "true",
      archive: "/srv/archive",
      archiveDays: "7",
      archiveKey: "a passphrase of mail",
    };
    expect(read(all).unnamed).toEqual({
      ...first,
      panelUser: "ann",
      timeoutSeconds: 5,
      maxRetries: 0,
      maxConcurrentWrites: 8,
      caCert: cert.trim(),
      tlsFingerprint: "ab".repeat(32),
      refuseMailLoss: true,
      previewChecks: false,
      movedFrom: "http://10.0.0.1:8002/api/api.php",
      coordinator: "/srv/journal",
      imapHost: "mail.example.com",
      imapPort: 1993,
      imapSecurity: "starttls",
      imapCaCert: cert.trim(),
      imapTlsFingerprint: "cd".repeat(32),
      imapConnections: 2,
      preserveMail: true,
      parkMail: true,
      archive: "/srv/archive",
      archiveDays: 7,
      archiveKey: "a passphrase of mail",
    });
  });

  it.each([undefined, null, ""])("that are %j are not there", (nothing) => {
    expect(read({ ...right, panelUser: nothing, timeoutSeconds: nothing, caCert: nothing }).unnamed).toEqual(
      first,
    );
  });

  it("need no password where previews do without the panel, but an endpoint and an account", () => {
    const { password: _, ...rest } = right;
    const west = { ...rest, previewChecks: false };
    expect(read({ ...rest, previewChecks: "false", servers: { west } })).toEqual({
      unnamed: { ...first, password: "", previewChecks: false },
      named: new Map([["west", { ...first, password: "", previewChecks: false }]]),
    });
    expect(problemsOf({ ...rest, previewChecks: "true" })).toHaveLength(1);
    expect(problemsOf({ ...rest, previewChecks: "false", password: 7 })).toHaveLength(1);
    expect(problemsOf({ previewChecks: "false" })).toHaveLength(2);
  });

  it("are text with blanks around it, but for the password, which is taken as it is", () => {
    const blanks = {
      endpoint: ` ${right.endpoint}\n`,
      username: " demo ",
      password: " s3cret ",
      panelUser: "\tann",
    };
    expect(read(blanks).unnamed).toEqual({ ...first, password: " s3cret ", panelUser: "ann" });
  });
});

describe("the words for settings that come from elsewhere than a stack", () => {
  const words = { nameOf: (name: string) => `<${name}>`, howToSet: (name: string) => `set ${name}` };

  it("stand in every problem of the unnamed panel, and in none of a named one", () => {
    const fields: Fields = {
      endpoint: "http://panel.example.com",
      username: "demo",
      tlsFingerprint: "ab".repeat(32),
      servers: { eu: { ...right, username: "" } },
    };
    const steps = [
      "Correct them, then run it again:",
      "<password> is missing\n      set password",
      "<endpoint> must be https://: over http:// to another machine, passwords travel in clear text. To accept that:\n      set allowPlainHttp",
      "<tlsFingerprint> has no effect, because <endpoint> is http://\n      use https://, or remove it",
      "brainycp:servers.eu.username must not be empty\n      pulumi config set --path brainycp:servers.eu.username ACCOUNT",
    ].join("\n  - ");
    const problem = "Settings of pulumi-brainycp are missing or wrong";
    expect(errorOf(fields).in(words)).toEqual({
      message: `${problem}. ${steps}`,
      problem,
      nextStep: steps,
    });
  });
});

describe("a setting that is wrong", () => {
  const set = "pulumi config set brainycp:";
  const setSecret = "pulumi config set --secret brainycp:";
  const folderOrAddress =
    "must be a folder, or an address such as postgres://USER:PASSWORD@db.example.com:5432/brainycp (in a password, write / as %2F, # as %23, ? as %3F, @ as %40, % as %25)";
  const address =
    "must be an address such as https://panel.example.com:8002, without login, query or fragment";
  const pem = "must be a PEM certificate or the path of one";
  const fingerprint = "must be a SHA-256 fingerprint of 64 hexadecimal digits";

  it.each<[string, unknown, string]>([
    ["endpoint", "panel", `${address}: ${set}endpoint https://panel.example.com:8002`],
    ["endpoint", "ftp://panel.example.com", `${address}: ${set}endpoint https://panel.example.com:8002`],
    ["endpoint", "https://", `${address}: ${set}endpoint https://panel.example.com:8002`],
    [
      "endpoint",
      "https://demo:s3cret@panel.example.com",
      `${address}: ${set}endpoint https://panel.example.com:8002`,
    ],
    [
      "endpoint",
      "https://panel.example.com?x=1",
      `${address}: ${set}endpoint https://panel.example.com:8002`,
    ],
    ["endpoint", "https://panel.example.com#x", `${address}: ${set}endpoint https://panel.example.com:8002`],
    ["endpoint", 8002, `must be text: ${set}endpoint https://panel.example.com:8002`],
    ["username", " ", `must not be empty: ${set}username ACCOUNT`],
    ["username", 7, `must be text: ${set}username ACCOUNT`],
    ["password", 12345, "must be text: pulumi config set --secret brainycp:password"],
    ["panelUser", "  ", `must not be empty: ${set}panelUser USER`],
    ["panelUser", true, `must be text: ${set}panelUser USER`],
    ["timeoutSeconds", "0", `must be 1 or more: ${set}timeoutSeconds 30`],
    ["timeoutSeconds", 3601, `must be 3600 or less: ${set}timeoutSeconds 30`],
    ["timeoutSeconds", "soon", `must be a whole number: ${set}timeoutSeconds 30`],
    ["timeoutSeconds", "1.5", `must be a whole number: ${set}timeoutSeconds 30`],
    ["timeoutSeconds", 1.5, `must be a whole number: ${set}timeoutSeconds 30`],
    ["timeoutSeconds", "-1", `must be 1 or more: ${set}timeoutSeconds 30`],
    ["maxRetries", -1, `must be 0 or more: ${set}maxRetries 4`],
    ["maxRetries", "21", `must be 20 or less: ${set}maxRetries 4`],
    ["maxConcurrentWrites", "0", `must be 1 or more: ${set}maxConcurrentWrites 1`],
    ["maxConcurrentWrites", 65, `must be 64 or less: ${set}maxConcurrentWrites 1`],
    ["caCert", "/nowhere/ca.pem", `${pem}: ${set}caCert ./panel-ca.pem`],
    ["caCert", __filename, `${pem}: ${set}caCert ./panel-ca.pem`],
    ["caCert", tmpdir(), `${pem}: ${set}caCert ./panel-ca.pem`],
    [
      "caCert",
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
      `${pem}: ${set}caCert ./panel-ca.pem`,
    ],
    ["caCert", 1, `must be text: ${set}caCert ./panel-ca.pem`],
    ["tlsFingerprint", "abcd", `${fingerprint}: ${set}tlsFingerprint VALUE`],
    ["tlsFingerprint", "g".repeat(64), `${fingerprint}: ${set}tlsFingerprint VALUE`],
    ["tlsFingerprint", "ab".repeat(33), `${fingerprint}: ${set}tlsFingerprint VALUE`],
    ["allowPlainHttp", "yes", `must be true or false: ${set}allowPlainHttp true`],
    ["refuseMailLoss", 1, `must be true or false: ${set}refuseMailLoss true`],
    ["movedFrom", "panel", `${address}: ${set}movedFrom https://old.example.com:8002`],
    ["coordinator", " ", `must not be empty: ${setSecret}coordinator`],
    ["journal", " ", `must not be empty: ${setSecret}journal`],
    ["coordinator", "mysql://db.example.com", `${folderOrAddress}: ${setSecret}coordinator`],
    // a password that is not written as an address needs it
    ["coordinator", "postgres://brainycp:p4/ss@db/brainycp", `${folderOrAddress}: ${setSecret}coordinator`],
    ["coordinator", "postgres://brainycp:4/ss@db/brainycp", `${folderOrAddress}: ${setSecret}coordinator`],
    ["coordinator", "postgres://brainycp:4?ss@db/brainycp", `${folderOrAddress}: ${setSecret}coordinator`],
    ["coordinator", "postgres://brainycp:4#ss@db/brainycp", `${folderOrAddress}: ${setSecret}coordinator`],
  ])("is one problem, with the command that mends it: %s %j", (name, value, problem) => {
    expect(problemsOf({ ...right, [name]: value })).toEqual([`brainycp:${name} ${problem}`]);
  });

  it.each(["endpoint", "username", "password"])("or that is missing is one problem: %s", (name) => {
    const secret = name === "password" ? "--secret " : "";
    const example = { endpoint: " https://panel.example.com:8002", username: " ACCOUNT" }[name] ?? "";
    expect(problemsOf({ ...right, [name]: undefined })).toEqual([
      `brainycp:${name} is missing: pulumi config set ${secret}brainycp:${name}${example}`,
    ]);
  });

  it("does not hide another one", () => {
    const wrong = {
      endpoint: "http://panel.example.com",
      timeoutSeconds: "soon",
      maxRetries: "99",
      tlsFingerprint: "x",
      refuseMailLoss: "perhaps",
      servers: { west: { endpoint: "nowhere", colour: "red" }, east: right },
    };
    expect(problemsOf(wrong).map((problem) => problem.split(" ")[0])).toEqual([
      "brainycp:username",
      "brainycp:password",
      "brainycp:tlsFingerprint",
      "brainycp:timeoutSeconds",
      "brainycp:maxRetries",
      "brainycp:refuseMailLoss",
      "brainycp:endpoint",
      "brainycp:tlsFingerprint",
      "brainycp:servers.west.colour",
      "brainycp:servers.west.endpoint",
      "brainycp:servers.west.username",
      "brainycp:servers.west.password",
    ]);
  });

  it("is never shown, whatever it is", () => {
    const value = "Tr0ub4dor&3";
    const names = Object.keys(read(right).unnamed ?? {});
    const more = [
      "panelUser",
      "caCert",
      "tlsFingerprint",
      "allowPlainHttp",
      "refuseMailLoss",
      "movedFrom",
      "servers",
    ];
    const bad: Fields = {
      ...Object.fromEntries([...names, ...more].map((name) => [name, value])),
      endpoint: `https://demo:${value}@panel.example.com`,
      password: { value },
      servers: {
        west: { ...right, password: [value], endpoint: `http://${value}@x`, timeoutSeconds: value },
      },
    };
    for (const fields of [bad, { ...bad, servers: value }, { ...bad, servers: `{"x": "${value}"` }]) {
      const { message, stack, nextStep } = errorOf(fields, { BRAINYCP_PASSWORD: value });
      for (const shown of [message, stack ?? "", nextStep]) expect(shown).not.toContain("Tr0ub4dor");
    }
  });

  it("is an error of the code config", () => {
    const error = errorOf({});
    expect([error.code, error.name, error.transient]).toEqual(["config", "BrainycpError", false]);
    expect(error.message).toBe(
      "Settings of pulumi-brainycp are missing or wrong. Correct them, then run it again:\n" +
        "  - brainycp:endpoint is missing\n" +
        "      pulumi config set brainycp:endpoint https://panel.example.com:8002\n" +
        "  - brainycp:username is missing\n" +
        "      pulumi config set brainycp:username ACCOUNT\n" +
        "  - brainycp:password is missing\n" +
        "      pulumi config set --secret brainycp:password",
    );
  });
});

describe("a setting that does not exist", () => {
  it.each([
    ["refuseMailLos", "; did you mean refuseMailLoss?"],
    ["timeout", "; did you mean timeoutSeconds?"],
    ["server", "; did you mean servers?"],
    ["colour", ""],
    ["toString", ""],
  ])("is refused, with the one that was meant: %s", (name, question) => {
    expect(problemsOf({ ...right, [name]: "true" })).toEqual([
      `brainycp:${name} is unknown${question}: pulumi config rm brainycp:${name}`,
    ]);
  });

  it("is refused under a named server too, which has no servers of its own", () => {
    const west = { ...right, user: "x", servers: {} };
    expect(problemsOf({ servers: { west } })).toEqual([
      "brainycp:servers.west.user is unknown; did you mean username?: pulumi config rm --path brainycp:servers.west.user",
      "brainycp:servers.west.servers is unknown: pulumi config rm --path brainycp:servers.west.servers",
    ]);
  });

  it("because --path was left out is refused with --path", () => {
    expect(problemsOf({ ...right, "servers.eu.endpoint": "https://eu.example.com" })).toEqual([
      "brainycp:servers.eu.endpoint is unknown; did you mean --path brainycp:servers.eu.endpoint?: pulumi config rm brainycp:servers.eu.endpoint",
    ]);
  });

  it("is nobody's business under another prefix", () => {
    const keys = ["program:refuseMailLos", "brainycpx:colour", "pulumi:disable-default-providers"];
    const read = (key: string): unknown => right[key.replace("brainycp:", "") as keyof typeof right];
    expect(readStackSettings(read, {}, keys).unnamed).toEqual(first);
  });
});

describe("the environment", () => {
  const env = {
    BRAINYCP_ENDPOINT: "https://env.example.com",
    BRAINYCP_USERNAME: "env-user",
    BRAINYCP_PASSWORD: "env-secret",
  };
  const fromEnv = {
    endpoint: "https://env.example.com/api/api.php",
    username: "env-user",
    password: "env-secret",
    ...defaults,
  };

  it("stands in for what the stack does not say", () => {
    expect(read({}, env).unnamed).toEqual(fromEnv);
    expect(read({ username: "", panelUser: "ann" }, env).unnamed).toEqual({ ...fromEnv, panelUser: "ann" });
  });

  it("does not stand in for what the stack says", () => {
    expect(read(right, env).unnamed).toEqual(first);
    expect(read({ username: "demo" }, env).unnamed).toEqual({ ...fromEnv, username: "demo" });
  });

  it("does not stand in for other settings, nor for those of named servers", () => {
    expect(read(right, { BRAINYCP_PANELUSER: "ann", BRAINYCP_TIMEOUTSECONDS: "1" }).unnamed).toEqual(first);
    expect(problemsOf({ servers: { west: { username: "demo", password: "x" } } }, env)).toEqual([
      "brainycp:servers.west.endpoint is missing: pulumi config set --path brainycp:servers.west.endpoint https://panel.example.com:8002",
    ]);
  });

  it("that is empty says nothing", () => {
    expect(problemsOf({ ...right, password: undefined }, { BRAINYCP_PASSWORD: "" })).toEqual([
      "brainycp:password is missing: pulumi config set --secret brainycp:password",
    ]);
  });
});

describe("a mail server that is spoken to in clear text", () => {
  it.each([
    [{ imapHost: "localhost" }, 0],
    [{ endpoint: "http://127.0.0.1:8002" }, 0],
    [{ imapHost: "mail.example.com" }, 1],
    [{}, 1],
    [{ imapHost: "::1", imapTlsFingerprint: "AB".repeat(32) }, 1],
  ])("is only this machine: %j has %d problems", (fields, problems) => {
    const all = { ...right, ...fields, imapSecurity: "none" };
    if (problems === 0) expect(read(all).unnamed?.imapSecurity).toBe("none");
    else expect(problemsOf(all)).toHaveLength(problems);
  });
});

describe("named servers", () => {
  const west = {
    endpoint: "http://127.0.0.1:8002",
    username: "west-user",
    password: "west-secret",
    maxRetries: 0,
  };
  const readWest = {
    ...defaults,
    ...west,
    endpoint: "http://127.0.0.1:8002/api/api.php",
  };

  it.each([
    ["an object", (servers: object): unknown => servers],
    ["JSON text", (servers: object): unknown => JSON.stringify(servers)],
  ])("are read from %s, beside the unnamed one", (_, form) => {
    expect(read({ ...right, servers: form({ west, "east-1": right }) })).toEqual({
      unnamed: first,
      named: new Map([
        ["west", readWest],
        ["east-1", first],
      ]),
    });
  });

  it("are enough without an unnamed one", () => {
    expect(read({ servers: { west } })).toEqual({ unnamed: undefined, named: new Map([["west", readWest]]) });
    expect(read({ servers: { west }, timeoutSeconds: 5 }).unnamed).toBeUndefined();
  });

  it("do not excuse an unnamed one that was begun", () => {
    expect(
      problemsOf({ servers: { west }, username: "demo" }).map((problem) => problem.split(":")[1]),
    ).toEqual(["endpoint is missing", "password is missing"]);
  });

  it.each<unknown>([
    "{",
    '"text"',
    "[1]",
    "7",
    7,
    true,
    ["west"],
    { west: "x" },
    { west: null },
    { "": west },
  ])("that are none are one problem: %j", (servers) => {
    expect(problemsOf({ ...right, servers })).toEqual([
      "brainycp:servers must be an object of name -> settings: pulumi config set --path brainycp:servers.NAME.endpoint https://panel.example.com:8002",
    ]);
  });

  it("whose names need quotes are named in a command that a shell takes", () => {
    const servers = { "mail.example.com": { ...west, password: undefined, username: "" } };
    expect(problemsOf({ servers })).toEqual([
      `brainycp:servers["mail.example.com"].username must not be empty: pulumi config set --path 'brainycp:servers["mail.example.com"].username' ACCOUNT`,
      `brainycp:servers["mail.example.com"].password is missing: pulumi config set --path --secret 'brainycp:servers["mail.example.com"].password'`,
    ]);
  });
});

describe("where runs meet", () => {
  const database = "postgres://brainycp:secret@db.example.com/brainycp?sslmode=verify-full";
  const west = { endpoint: "http://127.0.0.1:8002", username: "west-user", password: "west-secret" };
  const metAt = (fields: Fields, env: NodeJS.ProcessEnv = {}): unknown => {
    const { unnamed, named } = read(fields, env);
    return [unnamed, ...named.values()].map((settings) => settings?.coordinator);
  };

  it.each([
    "/srv/brainycp",
    database,
    "postgresql:///brainycp?host=/run/postgresql",
    "PostgreSQL://127.0.0.1",
  ])("is a folder or a database: %s", (coordinator) => {
    expect(metAt({ ...right, coordinator })).toEqual([coordinator]);
    expect(metAt({ ...right, journal: coordinator })).toEqual([coordinator]);
    expect(metAt({ ...right, journal: coordinator, coordinator })).toEqual([coordinator]);
    expect(metAt(right, { BRAINYCP_COORDINATOR: coordinator })).toEqual([coordinator]);
  });

  it("is one problem where its two names say two things, which shows neither", () => {
    expect(problemsOf({ ...right, coordinator: database, journal: "/srv/brainycp" })).toEqual([
      "brainycp:coordinator and brainycp:journal, its other name, are set to different values: remove one of them",
    ]);
  });

  it("is what the stack says, by either name, not what the environment says", () => {
    const env = { BRAINYCP_COORDINATOR: "/srv/environment" };
    expect(metAt({ ...right, coordinator: "/srv/stack" }, env)).toEqual(["/srv/stack"]);
    expect(metAt({ ...right, journal: "/srv/stack" }, env)).toEqual(["/srv/stack"]);
  });

  it("is one for the named servers too, unless they name another", () => {
    const east = { ...west, journal: "/srv/east" };
    expect(metAt({ ...right, coordinator: database, servers: { west, east } })).toEqual([
      database,
      database,
      "/srv/east",
    ]);
    expect(metAt({ servers: { west } }, { BRAINYCP_COORDINATOR: database })).toEqual([undefined, database]);
  });

  it("and is wrong is one problem, whatever the number of servers", () => {
    expect(problemsOf({ coordinator: "mysql://db", servers: { west, east: west } })).toHaveLength(1);
  });
});

describe("an endpoint", () => {
  it.each([
    ["http://127.0.0.1:8002", "http://127.0.0.1:8002/api/api.php"],
    ["HTTPS://Panel.Example.com:8002/", "https://panel.example.com:8002/api/api.php"],
    [" https://panel.example.com ", "https://panel.example.com/api/api.php"],
    ["https://panel.example.com:443/api/api.php", "https://panel.example.com/api/api.php"],
    ["https://panel.example.com/brainy/api.php", "https://panel.example.com/brainy/api.php"],
    ["https://панель.рф", "https://xn--80aksgi6f.xn--p1ai/api/api.php"],
    ["http://[::1]:8002", "http://[::1]:8002/api/api.php"],
  ])("%j has the form %s, which is a form of itself", (written, form) => {
    expect(normaliseEndpoint(written)).toBe(form);
    expect(normaliseEndpoint(form)).toBe(form);
  });

  it.each([
    "",
    "panel",
    "//panel",
    "ftp://panel",
    "https://u@panel",
    "https://u:p@panel",
    "https://panel?x=1",
    "https://panel/#x",
  ])("%j has none", (written) => {
    expect(() => normaliseEndpoint(written)).toThrow(/URL|address|login|query/);
  });

  it.each(["http://127.0.0.1:8002", "http://127.8.9.1", "http://localhost:8002", "http://[::1]:8002"])(
    "on this machine may be http: %s",
    (endpoint) => {
      expect(read({ ...right, endpoint }).unnamed?.endpoint).toBe(normaliseEndpoint(endpoint));
    },
  );

  it.each([
    "http://panel.example.com:8002",
    "http://10.0.0.1:8002",
    "http://127.0.0.1.example.com",
    "http://localhost.example.com",
    "http://[::2]:8002",
  ])("on another machine may be http only where that is accepted: %s", (endpoint) => {
    const problem = [
      "brainycp:endpoint must be https://: over http:// to another machine, passwords travel in clear text. To accept that: " +
        "pulumi config set brainycp:allowPlainHttp true",
    ];
    expect(problemsOf({ ...right, endpoint })).toEqual(problem);
    expect(problemsOf({ ...right, endpoint, allowPlainHttp: "false" })).toEqual(problem);
    for (const allowPlainHttp of [true, "true"]) {
      expect(read({ ...right, endpoint, allowPlainHttp }).unnamed).toEqual({
        ...first,
        endpoint: normaliseEndpoint(endpoint),
      });
    }
  });

  it("of a named server on another machine is accepted for that server alone", () => {
    const west = { ...right, endpoint: "http://10.0.0.1:8002" };
    expect(problemsOf({ servers: { west }, allowPlainHttp: true })).toEqual([
      "brainycp:servers.west.endpoint must be https://: over http:// to another machine, passwords travel in clear text. " +
        "To accept that: pulumi config set --path brainycp:servers.west.allowPlainHttp true",
    ]);
    expect(read({ servers: { west: { ...west, allowPlainHttp: true } } }).named.size).toBe(1);
  });

  it.each(["caCert", "tlsFingerprint"])(
    "that is http has no certificate that %s could check",
    async (name) => {
      const { cert, fingerprint } = await makeCertificate();
      const value = name === "caCert" ? cert : fingerprint;
      expect(problemsOf({ ...right, endpoint: "http://127.0.0.1:8002", [name]: value })).toEqual([
        `brainycp:${name} has no effect, because brainycp:endpoint is http://: use https://, or remove it`,
      ]);
    },
  );
});

describe("a certificate", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "brainycp-config-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is read from its file, and from text with several", async () => {
    const { cert } = await makeCertificate();
    const file = join(folder, "ca.pem");
    writeFileSync(file, cert);
    expect(read({ ...right, caCert: file }).unnamed?.caCert).toBe(cert);
    expect(read({ ...right, caCert: cert + cert }).unnamed?.caCert).toBe((cert + cert).trim());
  });

  it.each([
    (digits: string) => digits,
    (digits: string) => digits.toUpperCase(),
    (digits: string) => (digits.match(/../g) ?? []).join(":").toUpperCase(),
    (digits: string) => `SHA256 Fingerprint=${(digits.match(/../g) ?? []).join(":").toUpperCase()}`,
    (digits: string) => `sha256 Fingerprint=${digits}`,
    (digits: string) => `SHA-256: ${digits}`,
    (digits: string) => ` sha256/${digits}\n`,
  ])("may have its fingerprint in any usual spelling: %#", (spell) => {
    const digits = "0123456789abcdef".repeat(4);
    expect(read({ ...right, tlsFingerprint: spell(digits) }).unnamed?.tlsFingerprint).toBe(digits);
  });
});

describe("the settings of mail servers and archives alone", () => {
  const readMail = (fields: Fields, env: NodeJS.ProcessEnv = {}): unknown =>
    readMailSettings((key) => fields[key.replace(/^brainycp:/, "")], env);
  const { maxRetries: _, maxConcurrentWrites: __, previewChecks: ___, ...mailDefaults } = defaults;

  it("need no panel, and leave its password out", () => {
    expect(readMail({})).toEqual(mailDefaults);
    expect(readMail({ ...right, imapHost: "mail.example.com" })).toEqual({
      ...mailDefaults,
      endpoint: "https://panel.example.com:8002/api/api.php",
      username: "demo",
      imapHost: "mail.example.com",
    });
  });

  it("take the key of archives from the environment", () => {
    expect(readMail({}, { BRAINYCP_ARCHIVE_KEY: "a passphrase of mail" })).toMatchObject({
      archiveKey: "a passphrase of mail",
    });
  });

  it("that are wrong are all named", () => {
    const wrong = { imapPort: "0", imapSecurity: "none", imapHost: "mail.example.com" };
    expect(() => readMail(wrong)).toThrow(
      /imapPort must be 1 or more.*imapSecurity must be tls or starttls/s,
    );
  });
});
