import { quoted } from "../../examples/cloudflare-dns/quoted";
import { runExample, secret } from "../support/example";

const example = "brainycp-cloudflare-dns";
const stack = {
  config: {
    [`${example}:zoneId`]: "zone-1",
    [`${example}:domain`]: "example.com",
    [`${example}:mailHost`]: "mail.example.com",
  },
  secrets: { [`${example}:annPassword`]: "a" },
};
const key = `v=DKIM1; k=rsa; p=${"A".repeat(300)}`;
/** What the panel's zone has. */
const shown = {
  DomainSpf: { record: { name: "example.com", type: "TXT", value: "v=spf1 a mx ~all" } },
  DomainDkim: { record: { name: "dkim._domainkey.example.com", type: "TXT", value: key } },
};
const common = { zoneId: "zone-1", ttl: 3600 };

test("every record that the mail needs is one of Cloudflare's", async () => {
  const { resources } = await runExample("cloudflare-dns", stack, shown);
  expect(resources).toEqual({
    "MailDomain mail": {},
    "Mailbox mail-ann": { email: "ann@example.com", password: secret("a"), quota: 500 },
    "MailForward mail-info": { source: "info@example.com", targets: ["ann@example.com"] },
    "DomainSpf mail-spf": { domain: "example.com" },
    "DomainDkim mail-dkim": { domain: "example.com" },
    "DnsRecord mx-1": {
      ...common,
      name: "example.com",
      type: "MX",
      content: "mail.example.com",
      priority: 10,
    },
    "DnsRecord spf": { ...common, name: "example.com", type: "TXT", content: '"v=spf1 a mx ~all"' },
    "DnsRecord dkim": {
      ...common,
      name: "dkim._domainkey.example.com",
      type: "TXT",
      content: `"${key.slice(0, 255)}" "${key.slice(255)}"`,
    },
    "DnsRecord dmarc": {
      ...common,
      name: "_dmarc.example.com",
      type: "TXT",
      content: '"v=DMARC1; p=quarantine"',
    },
  });
});

test.each([
  ["short", '"short"'],
  ["a".repeat(255), `"${"a".repeat(255)}"`],
  ["a".repeat(256), `"${"a".repeat(255)}" "a"`],
  ['with "quotes"', String.raw`"with \"quotes\""`],
])("text is kept in strings of up to 255 characters", (text, kept) => {
  expect(quoted(text)).toBe(kept);
});
