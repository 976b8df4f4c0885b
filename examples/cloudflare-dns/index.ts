import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { MailDomain } from "pulumi-brainycp";
import { quoted } from "./quoted";

const config = new pulumi.Config();
const zoneId = config.require("zoneId");
const domain = config.require("domain");

const mail = new MailDomain("mail", {
  domain,
  mailboxes: { ann: { password: config.requireSecret("annPassword"), quota: 500 } },
  forwards: { info: [`ann@${domain}`] },
  spf: true,
  dkim: true,
  dmarc: "quarantine",
  mx: [config.require("mailHost")],
});

for (const { key, name, type, value, priority, host } of mail.records) {
  const content = type === "MX" ? host : value.apply(quoted);
  new cloudflare.DnsRecord(key, { zoneId, name, type, content, priority, ttl: 3600 });
}
