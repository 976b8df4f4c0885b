import type { PanelContents } from "./panelContents";
import { stackWords } from "../../adapter/settingWords";
import { shellValue } from "../shell";

/** What is printed after a project was written: what it holds, what to do later, and last what to do now. */
export function nextSteps(
  folder: string,
  contents: PanelContents,
  config: Readonly<Record<string, string>>,
): string[] {
  const settings = Object.entries(config).map(
    ([name, value]) => `pulumi config set ${stackWords.nameOf(name)} ${shellValue(value)}`,
  );
  return [
    `Wrote ${folder}: ${counts(contents)}.`,
    "",
    "The first `pulumi up` adopts all of it and changes nothing on the panel. Later:",
    "",
    "  record a password    add `password`, a secret of the configuration, to its mailbox",
    ...anotherQuota(contents),
    "  delete a resource    remove its `protect: true`; for a mailbox, whose mail is deleted too, also write",
    "                       `refuseMailLoss: false`; run `pulumi up`; then remove the resource",
    "",
    "Now run:",
    "",
    ...(folder === "." ? [] : [`  cd ${shellValue(folder)}`]),
    "  npm install",
    "  pulumi stack init dev",
    ...settings.map((command) => `  ${command}`),
    `  ${stackWords.howToSet("password")}`,
    "  pulumi up",
  ];
}

/** How a quota is changed without loss: what the list does not show, no run can see. */
function anotherQuota({ mailboxes }: PanelContents): string[] {
  if (mailboxes.some(({ quota }) => quota !== undefined))
    return ["  another quota        change it in the panel, then in the program: the mail stays"];
  return [
    "  another quota        change it in the panel, and nothing in the program: the panel's list shows no quotas, so",
    "                       another `quota` there would replace the mailbox and delete its mail",
  ];
}

function counts({ mailboxes, forwards, domains }: PanelContents): string {
  const on = (record: "spf" | "dkim"): number => domains.filter((domain) => domain[record] === true).length;
  return [
    count(mailboxes.length, "mailbox", "mailboxes"),
    count(forwards.length, "forwarding", "forwardings"),
    `SPF of ${count(on("spf"), "domain", "domains")}`,
    `DKIM of ${count(on("dkim"), "domain", "domains")}`,
  ].join(", ");
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
