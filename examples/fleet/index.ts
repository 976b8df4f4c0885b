import * as pulumi from "@pulumi/pulumi";
import { DomainDkim, DomainSpf, MailForward } from "pulumi-brainycp";

// The program for one panel. fleet.ts runs it for each panel, with the panel's own settings.
const config = new pulumi.Config();

for (const domain of config.requireObject<string[]>("domains")) {
  new DomainSpf(domain, { domain });
  new DomainDkim(domain, { domain });
  new MailForward(`postmaster@${domain}`, {
    source: `postmaster@${domain}`,
    targets: ["postmaster@hosting.example"],
  });
}
