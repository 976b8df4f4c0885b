import * as pulumi from "@pulumi/pulumi";
import { DomainDkim, DomainSpf, Mailbox, MailForward } from "pulumi-brainycp";

const config = new pulumi.Config();
const domain = config.get("domain") ?? "example.com";

const ann = new Mailbox("ann", {
  email: `ann@${domain}`,
  password: config.requireSecret("annPassword"),
  quota: config.getNumber("annQuota") ?? 500,
});

const ben = new Mailbox("ben", {
  email: `ben@${domain}`,
  password: config.requireSecret("benPassword"),
  quota: 1000,
});

// One target is a mailbox of this stack; the other belongs to somebody else.
new MailForward("info", {
  source: `info@${domain}`,
  targets: [ann.email, "office@example.net"],
});

new DomainSpf("spf", { domain });
new DomainDkim("dkim", { domain });

export const mailboxes = [ann.email, ben.email];
