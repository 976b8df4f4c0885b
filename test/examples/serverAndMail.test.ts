import { runExample, secret, type StackConfig } from "../support/example";

const example = "brainycp-server-and-mail";
const config = { [`${example}:domain`]: "example.com", [`${example}:sshKeys`]: '["my-key"]' };
/** What the cloud and the panel's zone answer. */
const computed = {
  Server: { ipv4Address: "192.0.2.10", id: "4711" },
  DomainSpf: { record: { name: "example.com", type: "TXT", value: "v=spf1 a mx ~all" } },
  DomainDkim: { record: { name: "dkim._domainkey.example.com", type: "TXT", value: "v=DKIM1; p=A" } },
};
const address = { name: "mail.example.com", type: "A", value: "192.0.2.10" };
const server = {
  "Server mail": { serverType: "cx23", image: "debian-12", location: "nbg1", sshKeys: ["my-key"] },
  "Rdns mail": { serverId: 4711, ipAddress: "192.0.2.10", dnsPtr: "mail.example.com" },
};
const run = (stack: StackConfig) => runExample("server-and-mail", stack, computed);

test("before there is a panel, there is the server alone, which may be replaced", async () => {
  const { resources, options, outputs } = await run({ config });
  expect(resources).toEqual(server);
  expect(options["Server mail"]?.protect).toBe(false);
  expect(outputs).toEqual({ records: [address] });
});

test("once the configuration names the panel, the mail is made after the server, which is protected", async () => {
  const { resources, options, outputs } = await run({
    config: { ...config, "brainycp:endpoint": "https://mail.example.com:8002" },
    secrets: { [`${example}:annPassword`]: "a" },
  });
  expect(resources).toEqual({
    ...server,
    "MailDomain mail": {},
    "Mailbox mail-ann": { email: "ann@example.com", password: secret("a"), quota: 500 },
    "DomainSpf mail-spf": { domain: "example.com" },
    "DomainDkim mail-dkim": { domain: "example.com" },
  });
  expect(options["Server mail"]?.protect).toBe(true);
  expect(options["MailDomain mail"]?.dependsOn).toMatchObject({ __pulumiType: "hcloud:index/server:Server" });
  expect(outputs).toEqual({
    records: [
      address,
      { name: "example.com", type: "MX", value: "10 mail.example.com" },
      { name: "example.com", type: "TXT", value: "v=spf1 a mx ~all" },
      { name: "dkim._domainkey.example.com", type: "TXT", value: "v=DKIM1; p=A" },
      { name: "_dmarc.example.com", type: "TXT", value: "v=DMARC1; p=quarantine" },
    ],
  });
});
