import * as hcloud from "@pulumi/hcloud";
import * as pulumi from "@pulumi/pulumi";
import { MailDomain } from "pulumi-brainycp";

const config = new pulumi.Config();
const domain = config.require("domain");
const host = `mail.${domain}`;

// You install the panel by hand, once the server exists. From then on the configuration says where it is.
const hasPanel = new pulumi.Config("brainycp").get("endpoint") !== undefined;

const server = new hcloud.Server(
  "mail",
  {
    serverType: config.get("serverType") ?? "cx23",
    image: config.get("image") ?? "debian-12",
    location: config.get("location") ?? "nbg1",
    sshKeys: config.requireObject<string[]>("sshKeys"),
  },
  // a server with mail on it must be neither deleted nor replaced
  { protect: hasPanel },
);

// other mail servers look up the name of the address that mail comes from
new hcloud.Rdns("mail", { serverId: server.id.apply(Number), ipAddress: server.ipv4Address, dnsPtr: host });

const mail = hasPanel ? mailOn(server) : undefined;

/** The records that the domain's DNS needs. */
export const records = [
  { name: host, type: "A", value: server.ipv4Address },
  ...(mail?.records ?? []).map(({ name, type, value }) => ({ name, type, value })),
];

function mailOn(machine: hcloud.Server): MailDomain {
  const ann = { password: config.requireSecret("annPassword"), quota: 500 };
  return new MailDomain(
    "mail",
    { domain, mailboxes: { ann }, spf: true, dkim: true, dmarc: "quarantine", mx: [host] },
    { dependsOn: machine },
  );
}
