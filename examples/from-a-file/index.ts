import * as pulumi from "@pulumi/pulumi";
import { DomainDkim, DomainSpf, Mailbox, MailForward } from "pulumi-brainycp";
import { readMailFile } from "./mailFile";

const mail = readMailFile("mail.yaml", new pulumi.Config("passwords"));

for (const mailbox of mail.mailboxes) new Mailbox(mailbox.email, mailbox);
for (const forward of mail.forwards) new MailForward(forward.source, forward);
for (const domain of mail.spf) new DomainSpf(domain, { domain });
for (const domain of mail.dkim) new DomainDkim(domain, { domain });
