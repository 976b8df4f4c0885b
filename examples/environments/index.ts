import * as pulumi from "@pulumi/pulumi";
import { DomainDkim, DomainSpf, Mailbox, MailForward } from "pulumi-brainycp";

// What differs between the stacks is in Pulumi.dev.yaml and Pulumi.prod.yaml.
const config = new pulumi.Config();
const domain = config.require("domain");

const ann = new Mailbox("ann", {
  email: `ann@${domain}`,
  password: config.requireSecret("annPassword"),
  quota: config.requireNumber("quota"),
});

new MailForward("info", { source: `info@${domain}`, targets: [ann.email] });
new DomainSpf("spf", { domain });
new DomainDkim("dkim", { domain });

export const mailbox = ann.email;
