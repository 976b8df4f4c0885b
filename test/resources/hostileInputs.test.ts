import { startSimulator, type Simulator } from "../../src/simulator/simulator";
import {
  created,
  failuresOf,
  newRun,
  writesTo,
  type Lifecycles,
  type StackConfig,
} from "../support/lifecycles";

/** A value of a property that is refused, and why; the reason stands under the property, or names it. */
type Refused = readonly [kind: keyof Lifecycles, property: string, value: unknown, reason: string];

const whole = {
  mailbox: { email: "ann@example.com", password: "p", quota: 1 },
  mailForward: { source: "info@example.com", targets: ["ann@example.org"] },
  domainSpf: { domain: "example.com" },
  domainDkim: { domain: "example.com" },
};

const strangeDomain = "holds a character that no domain has; write it like example.com";
const shortDomain = "is not a full domain; write it like example.com";
const noDomain = "is not a domain name; write it like example.com";
const domains: readonly (readonly [string, string])[] = [
  ["", "is empty; write a domain such as example.com"],
  ["localhost", `"localhost" ${shortDomain}`],
  ["example.com.", 'ends with a dot; write "example.com"'],
  ["example..com", `"example..com" ${noDomain}`],
  [".example.com", `".example.com" ${noDomain}`],
  ["-a.example.com", `"-a.example.com" ${noDomain}`],
  ["127.0.0.1", `"127.0.0.1" ${noDomain}`],
  ["[::1]", `"[::1]" ${strangeDomain}`],
  ["example.com:8002", `"example.com:8002" ${strangeDomain}`],
  ["example.com/../x.com", `"example.com/../x.com" ${strangeDomain}`],
  ["exa mple.com", `"exa mple.com" ${strangeDomain}`],
  ["ex%61mple.com", `"ex%61mple.com" ${strangeDomain}`],
  ["a.com&offspf=offspf", `"a.com&offspf=offspf" ${strangeDomain}`],
  ["a.com\nb.com", `"a.com\\nb.com" ${strangeDomain}`],
  ["a.com\u0000", `"a.com\\u0000" ${strangeDomain}`],
  ["a.com';--", `"a.com';--" ${strangeDomain}`],
  ["<b>.com", `"<b>.com" ${strangeDomain}`],
  ["$(id).com", `"$(id).com" ${strangeDomain}`],
  ["exa\u200bmple.com", `"exa\u200bmple.com" ${strangeDomain}`],
  ["\u202emoc.elpmaxe", `"\u202emoc.elpmaxe" ${strangeDomain}`],
  [`${"a.".repeat(126)}com`, "is 255 characters long; a domain has at most 253"],
];

const strangeLocal =
  "is not an address that a panel can hold; before the @ stand letters a to z, digits and . ! # $ % & ' * + = ? ^ _ { } ~ -, with no dot at the ends and no two dots in a row";
const noAddress = "is not an address; write it like ann@example.com";
const addresses: readonly (readonly [string, string])[] = [
  ["", "is empty; write an address such as ann@example.com"],
  [" \t\n", "is empty; write an address such as ann@example.com"],
  ["ann", `"ann" ${noAddress}`],
  ["a@x.com,b@x.com", '"a@x.com,b@x.com" holds a comma; write each address as an element of its own'],
  ...[
    "@example.com",
    ".ann@example.com",
    "a..b@example.com",
    "a@b@example.com",
    "Ann <ann@example.com>",
    "an n@example.com",
    '"an n"@example.com',
    "../../etc/passwd@example.com",
    "|id@example.com",
    "`id`@example.com",
    ":include:/etc/passwd@example.com",
    "ann;drop@example.com",
    "анна@example.com",
    "a\u0000b@example.com",
    "a\r\nRCPT@example.com",
  ].map((address) => [address, `${JSON.stringify(address)} ${strangeLocal}`] as const),
  [`${"a".repeat(65)}@example.com`, "has 65 characters before the @; at most 64 may stand there"],
];

const noText = "is not text";
const texts: readonly unknown[] = [7, true, ["ann@example.com"], { email: "ann@example.com" }];
const flags: readonly unknown[] = ["true", "", 1, 0, [], {}];

const addressProperties = [
  ["mailbox", "email"],
  ["mailForward", "source"],
] as const;

const refused: readonly Refused[] = [
  ...domains.flatMap(([domain, reason]): Refused[] => [
    ["domainSpf", "domain", domain, reason],
    ["domainDkim", "domain", domain, reason],
    ["mailbox", "email", `ann@${domain}`, `its domain ${reason}`],
    ["mailForward", "source", `ann@${domain}`, `its domain ${reason}`],
    ["mailForward", "targets", [`ann@${domain}`], `[0] its domain ${reason}`],
  ]),
  ...addresses.flatMap(([address, reason]): Refused[] => [
    ["mailbox", "email", address, reason],
    ["mailForward", "source", address, reason],
    ["mailForward", "targets", ["bob@example.org", address], `[1] ${reason}`],
  ]),
  ...texts.flatMap((value): Refused[] => [
    ...addressProperties.map(([kind, property]): Refused => [kind, property, value, noText]),
    ["domainSpf", "domain", value, noText],
    ["domainDkim", "domain", value, noText],
    ["mailForward", "targets", [value], `[0] ${noText}`],
    ["mailbox", "password", value, noText],
    ["mailbox", "panelUser", value, noText],
    ["mailbox", "server", value, noText],
  ]),
  ...flags.flatMap((value): Refused[] => [
    ["mailbox", "adopt", value, "is neither true nor false"],
    ["mailbox", "refuseMailLoss", value, "is neither true nor false"],
    ["mailForward", "saveLocal", value, "is neither true nor false"],
    ["mailForward", "adopt", value, "is neither true nor false"],
  ]),
  ["mailForward", "targets", [], "is empty; name at least one address"],
  ["mailForward", "targets", "ann@example.org", "is not a list of addresses"],
  ["mailForward", "targets", { 0: "ann@example.org" }, "is not a list of addresses"],
  ["mailForward", "targets", [["ann@example.org"]], "[0] is not text"],
  ["mailForward", "targets", [null], "[0] is not text"],
  ["mailbox", "quota", -1, "is below 0"],
  ["mailbox", "quota", 0.5, "is not a whole number"],
  ["mailbox", "quota", 2 ** 53, "is above 9007199254740991"],
  ["mailbox", "quota", 1e300, "is above 9007199254740991"],
  ["mailbox", "quota", NaN, "is not a number"],
  ["mailbox", "quota", "500", "is not a number"],
  ["mailbox", "quota", "", "is not a number"],
  ["mailbox", "quota", [500], "is not a number"],
  ["mailbox", "quota", true, "is not a number"],
  ["mailbox", "password", "", "is empty"],
  ["mailbox", "password", "p".repeat(1025), "is longer than 1024 characters"],
  ["mailbox", "password", "p\n", "holds a control character"],
  ["mailbox", "password", "p\u0000", "holds a control character"],
  ["mailbox", "password", "\u001b[31m", "holds a control character"],
  ["mailbox", "password", "p\u007f", "holds a control character"],
  ["mailbox", "password", "\udc00", "holds half of a surrogate pair, which no encoding can carry"],
  ["mailbox", "panelUser", "", "is empty; leave it out instead"],
  ["mailbox", "panelUser", "a\nb", "holds a control character"],
  ["mailbox", "panelUser", "u".repeat(256), "is longer than 255 characters"],
  ["mailbox", "panelUser", "\ud800", "holds half of a surrogate pair"],
  ...["constructor", "__proto__", "toString", "unnamed"].map((server): Refused => [
    "domainSpf",
    "server",
    server,
    `${JSON.stringify(server)} is not in brainycp:servers, which names nothing`,
  ]),
];

/** Local parts and passwords that must arrive as they are. */
const locals = [
  "o'brien",
  "a+b",
  "a&addmail=delmail",
  "a%40b",
  "a%00",
  "100%",
  "x=y",
  "{a}",
  "$a",
  "!bang",
  "#1",
  "*",
  "a?b",
  "~root",
  "_",
  "-rf",
  "a^b",
  "null",
  "0",
  "a".repeat(64),
];
const passwords = [
  "p",
  " ",
  " leading and trailing ",
  "a+b c",
  "a&b=c",
  "%41%2B",
  "100%",
  "\"'`",
  "\\",
  "\\u0041",
  "<b>&amp;</b>",
  "${HOME} $(id) `id`",
  "'; DROP TABLE mail; --",
  "пароль",
  "e\u0301",
  "\u00e9",
  "\u200b",
  "\ufeff",
  "\u202e",
  "\u0085",
  "\u{1F511}",
  "null",
  "undefined",
  "0",
  "false",
  "[secret]",
  "Not perm2",
  "p[]",
  "p".repeat(1024),
  "\u{1F511}".repeat(512),
];
const quotas = [0, 1, 2 ** 31, 2 ** 32 + 1, 1e15, 2 ** 53 - 1];
const panelUsers = [
  "o'brien",
  "a b",
  "a&b=c",
  "100%",
  "юзер",
  "0",
  "constructor",
  "../ann",
  "a+b",
  "\u{1F464}",
];

let simulator: Simulator;
let stack: StackConfig;
beforeAll(async () => {
  simulator = await startSimulator({
    accounts: [
      { name: "root", password: "root-password", admin: true, domains: ["example.com"] },
      ...panelUsers.map((name, index) => ({ name, password: "x", domains: [`user${index}.example`] })),
    ],
  });
  stack = {
    "brainycp:endpoint": simulator.url,
    "brainycp:username": "root",
    "brainycp:password": "root-password",
    "brainycp:maxRetries": "0",
  };
});
afterAll(() => simulator.close());
beforeEach(() => {
  simulator.requests.length = 0;
});

describe("a hostile input", () => {
  it("stands in a table of 250 that are refused and 60 that arrive", () => {
    expect(refused.length).toBeGreaterThanOrEqual(250);
    expect(locals.length + passwords.length + quotas.length + panelUsers.length).toBeGreaterThanOrEqual(60);
  });

  it.each(refused)("to %s as %s: %j is refused: %s", async (kind, property, value, reason) => {
    const lifecycle = (await newRun(stack))[kind];
    const failures = await failuresOf(lifecycle, { ...whole[kind], [property]: value });
    expect(failures).toEqual([
      property === "password" ? { property: "", reason: `password: ${reason}` } : { property, reason },
    ]);
    expect(simulator.requests).toEqual([]);
  });

  it.each(locals)("as the local part of a mailbox arrives as it is: %j", async (local) => {
    const email = `${local}@example.com`;
    const { mailbox } = await newRun(stack);
    const { id } = await created(mailbox, { ...whole.mailbox, email });
    expect(id).toBe(email);
    expect(simulator.panel.mailboxes()).toContainEqual({ email, quota: 1, owner: "root" });
    expect(writesTo(simulator)).toEqual([`addmail ${email}`]);
  });

  it.each(locals)("as the local part of source and target arrives as it is: %j", async (local) => {
    const source = `${local}@example.com`;
    const targets = [`${local.toUpperCase()}@example.net`];
    const { mailForward } = await newRun(stack);
    await created(mailForward, { source, targets });
    expect(simulator.panel.forwards()).toContainEqual({ source, targets, saveLocal: false });
  });

  it.each(passwords)("as a password arrives as it is: %j", async (password) => {
    const email = `password-${passwords.indexOf(password)}@example.com`;
    const { mailbox } = await newRun(stack);
    const { id, state } = await created(mailbox, { email, password, quota: 1 });
    expect(simulator.panel.mailboxPasswordIs(email, password)).toBe(true);
    await (await newRun(stack)).mailbox.delete(id, state);
    expect(simulator.panel.mailboxes().map((box) => box.email)).not.toContain(email);
  });

  it.each(quotas)("as a quota arrives as it is: %d", async (quota) => {
    const email = `quota-${quotas.indexOf(quota)}@example.com`;
    const { mailbox } = await newRun(stack);
    await created(mailbox, { email, password: "p", quota });
    expect(simulator.panel.mailboxes()).toContainEqual({ email, quota, owner: "root" });
  });

  it("as a quota of -0 arrives as 0", async () => {
    const { mailbox } = await newRun(stack);
    const { inputs } = await created(mailbox, { email: "minus@example.com", password: "p", quota: -0 });
    expect(inputs.quota).toBe(0);
    expect(simulator.requests.find(({ operation }) => operation === "addmail")?.fields.quota).toBe("0");
  });

  it.each(panelUsers)("as a panel user arrives as it is: %j", async (panelUser) => {
    const email = `ann@user${panelUsers.indexOf(panelUser)}.example`;
    const { mailbox } = await newRun(stack);
    await created(mailbox, { email, password: "p", quota: 1, panelUser });
    expect(simulator.panel.mailboxes()).toContainEqual({ email, quota: 1, owner: panelUser });
  });
});
