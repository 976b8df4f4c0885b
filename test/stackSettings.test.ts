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
  return readStackSettings((key) => fields[key.replace(/^brainycp:/, "")], env);
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

/** The problems of an error, a line each. */
function problemsOf(fields: Fields, env: NodeJS.ProcessEnv = {}): string[] {
  const { message } = errorOf(fields, env);
  const [head, ...lines] = message.split("\n  - ");
  expect(head).toBe("The configuration of pulumi-brainycp is not complete:");
  return lines.map((line, index) => {
    if (index < lines.length - 1) return line;
    expect(line.endsWith(". Then run it again")).toBe(true);
    return line.replace(/\. Then run it again$/, "");
  });
}

describe("the settings of a stack", () => {
  it("are complete with three, and have these defaults", () => {
    expect(read(right)).toEqual({ unnamed: first, named: new Map() });
    expect(defaults).toEqual({
      timeoutSeconds: 30,
      maxRetries: 4,
      maxConcurrentWrites: 1,
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
      movedFrom: "http://10.0.0.1:8002/api/api.php",
      journal: "/srv/journal",
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
    expect(errorOf(fields).in(words)).toEqual({
      message: expect.stringMatching(
        /<password> is missing: set password\n[^]*\. Then run it again$/,
      ) as string,
      problem: [
        "The configuration of pulumi-brainycp is not complete:",
        "<password> is missing: set password",
        "<endpoint> is http:// to another machine, so passwords would travel in clear text: use https://, or accept " +
          "that: set allowPlainHttp",
        "<tlsFingerprint> has no effect, because <endpoint> is http://: use https://, or remove it",
        "brainycp:servers.eu.username is empty: pulumi config set --path brainycp:servers.eu.username USER",
      ].join("\n  - "),
      nextStep: "Then run it again",
    });
  });
});

describe("a setting that is wrong", () => {
  const set = "pulumi config set brainycp:";
  const address = "is not an address like http://panel.example.com:8002 (without login, query or fragment)";
  const pem = "is neither a PEM certificate nor the path of one";
  const fingerprint = "is not a SHA-256 fingerprint of 64 hexadecimal digits";

  it.each<[string, unknown, string]>([
    ["endpoint", "panel", `${address}: ${set}endpoint http://127.0.0.1:8002`],
    ["endpoint", "ftp://panel.example.com", `${address}: ${set}endpoint http://127.0.0.1:8002`],
    ["endpoint", "https://", `${address}: ${set}endpoint http://127.0.0.1:8002`],
    ["endpoint", "https://demo:s3cret@panel.example.com", `${address}: ${set}endpoint http://127.0.0.1:8002`],
    ["endpoint", "https://panel.example.com?x=1", `${address}: ${set}endpoint http://127.0.0.1:8002`],
    ["endpoint", "https://panel.example.com#x", `${address}: ${set}endpoint http://127.0.0.1:8002`],
    ["endpoint", 8002, `is not text: ${set}endpoint http://127.0.0.1:8002`],
    ["username", " ", `is empty: ${set}username USER`],
    ["username", 7, `is not text: ${set}username USER`],
    ["password", 12345, "is not text: pulumi config set --secret brainycp:password"],
    ["panelUser", "  ", `is empty: ${set}panelUser VALUE`],
    ["panelUser", true, `is not text: ${set}panelUser VALUE`],
    ["timeoutSeconds", "0", `is below 1 of seconds: ${set}timeoutSeconds 30`],
    ["timeoutSeconds", 3601, `is above 3600 of seconds: ${set}timeoutSeconds 30`],
    ["timeoutSeconds", "soon", `is not a whole number of seconds: ${set}timeoutSeconds 30`],
    ["timeoutSeconds", "1.5", `is not a whole number of seconds: ${set}timeoutSeconds 30`],
    ["timeoutSeconds", 1.5, `is not a whole number of seconds: ${set}timeoutSeconds 30`],
    ["timeoutSeconds", "-1", `is not a whole number of seconds: ${set}timeoutSeconds 30`],
    ["maxRetries", -1, `is below 0 of retries: ${set}maxRetries 4`],
    ["maxRetries", "21", `is above 20 of retries: ${set}maxRetries 4`],
    ["maxConcurrentWrites", "0", `is below 1 of writes: ${set}maxConcurrentWrites 1`],
    ["maxConcurrentWrites", 65, `is above 64 of writes: ${set}maxConcurrentWrites 1`],
    ["caCert", "/nowhere/ca.pem", `${pem}: ${set}caCert ./panel-ca.pem`],
    ["caCert", __filename, `${pem}: ${set}caCert ./panel-ca.pem`],
    ["caCert", tmpdir(), `${pem}: ${set}caCert ./panel-ca.pem`],
    [
      "caCert",
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
      `${pem}: ${set}caCert ./panel-ca.pem`,
    ],
    ["caCert", 1, `is not text: ${set}caCert ./panel-ca.pem`],
    ["tlsFingerprint", "abcd", `${fingerprint}: ${set}tlsFingerprint VALUE`],
    ["tlsFingerprint", "g".repeat(64), `${fingerprint}: ${set}tlsFingerprint VALUE`],
    ["tlsFingerprint", "ab".repeat(33), `${fingerprint}: ${set}tlsFingerprint VALUE`],
    ["allowPlainHttp", "yes", `is neither true nor false: ${set}allowPlainHttp true`],
    ["refuseMailLoss", 1, `is neither true nor false: ${set}refuseMailLoss true`],
    ["movedFrom", "panel", `${address}: ${set}movedFrom VALUE`],
    ["journal", " ", `is empty: ${set}journal VALUE`],
  ])("is one problem, with the command that mends it: %s %j", (name, value, problem) => {
    expect(problemsOf({ ...right, [name]: value })).toEqual([`brainycp:${name} ${problem}`]);
  });

  it.each(["endpoint", "username", "password"])("or that is missing is one problem: %s", (name) => {
    const secret = name === "password" ? "--secret " : "";
    const example = { endpoint: " http://127.0.0.1:8002", username: " USER" }[name] ?? "";
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
      "brainycp:servers.west.endpoint",
      "brainycp:servers.west.username",
      "brainycp:servers.west.password",
      "brainycp:servers.west.colour",
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
      "The configuration of pulumi-brainycp is not complete:\n" +
        "  - brainycp:endpoint is missing: pulumi config set brainycp:endpoint http://127.0.0.1:8002\n" +
        "  - brainycp:username is missing: pulumi config set brainycp:username USER\n" +
        "  - brainycp:password is missing: pulumi config set --secret brainycp:password. Then run it again",
    );
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
      "brainycp:servers.west.endpoint is missing: pulumi config set --path brainycp:servers.west.endpoint http://127.0.0.1:8002",
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
      "brainycp:servers is not an object of name -> settings: pulumi config set --path brainycp:servers.NAME.endpoint http://127.0.0.1:8002",
    ]);
  });

  it("with a setting that there is not name those that there are", () => {
    expect(problemsOf({ servers: { west: { ...west, user: "x" } } })).toEqual([
      "brainycp:servers.west.user is not a setting: remove it, or correct its name: there are endpoint, username, password, " +
        "panelUser, caCert, tlsFingerprint, allowPlainHttp, timeoutSeconds, maxRetries, maxConcurrentWrites, refuseMailLoss, movedFrom, journal, " +
        "imapHost, imapPort, imapSecurity, imapCaCert, imapTlsFingerprint, imapConnections, preserveMail, parkMail, archive, " +
        "archiveDays, archiveKey",
    ]);
  });

  it("whose names need quotes are named in a command that a shell takes", () => {
    const servers = { "mail.example.com": { ...west, password: undefined, username: "" } };
    expect(problemsOf({ servers })).toEqual([
      `brainycp:servers["mail.example.com"].username is empty: pulumi config set --path 'brainycp:servers["mail.example.com"].username' USER`,
      `brainycp:servers["mail.example.com"].password is missing: pulumi config set --path --secret 'brainycp:servers["mail.example.com"].password'`,
    ]);
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
      "brainycp:endpoint is http:// to another machine, so passwords would travel in clear text: use https://, or accept " +
        "that: pulumi config set brainycp:allowPlainHttp true",
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
      "brainycp:servers.west.endpoint is http:// to another machine, so passwords would travel in clear text: use " +
        "https://, or accept that: pulumi config set --path brainycp:servers.west.allowPlainHttp true",
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
  const { maxRetries: _, maxConcurrentWrites: __, ...mailDefaults } = defaults;

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
    expect(() => readMail(wrong)).toThrow(/imapPort is below 1 .*imapSecurity is none to another machine/s);
  });
});
