import type { PanelContents } from "./panelContents";
import { stackWords } from "../../adapter/settingWords";
import { shellValue } from "../shell";

/** What was written, and the commands that it needs before and after the settings. */
export interface Written {
  /** The folder or the file, as it was named. */
  readonly where: string;
  /** What to do by hand before anything is run. */
  readonly first?: readonly string[];
  readonly commands: readonly string[];
}

/** The steps after a project was written into a folder. */
export function writtenProject(folder: string): Written {
  const enter = folder === "." ? [] : [`cd ${shellValue(folder)}`];
  return { where: folder, commands: [...enter, "npm install", "pulumi stack init dev"] };
}

/** The steps after a file was written for a program that is there. */
export function writtenFile(
  file: string,
  { statement, hasPackage }: { readonly statement: string; readonly hasPackage: boolean },
  source: string,
): Written {
  const first = [
    `Add this line to your program: ${statement}`,
    `If the program declares some of these objects already, remove them from ${file}: each may be declared once.`,
  ];
  const what = source.startsWith("^") ? "pulumi-brainycp" : source;
  return { where: file, first, commands: hasPackage ? [] : [`npm install ${shellValue(what)}`] };
}

/** What is printed after an import: what was written, what to do later, and last what to do now. */
export function nextSteps(
  { where, first = [], commands }: Written,
  contents: PanelContents,
  config: Readonly<Record<string, string>>,
): string[] {
  const settings = Object.entries(config).map(
    ([name, value]) => `pulumi config set ${stackWords.nameOf(name)} ${shellValue(value)}`,
  );
  const toRun = [...commands, ...settings, stackWords.howToSet("password"), "pulumi up"];
  return [
    `Wrote ${where}: ${counts(contents)}.`,
    "",
    "The first `pulumi up` adopts all of it and changes nothing on the panel. Later:",
    "",
    "  record a password    add `password`, a secret of the configuration, to its mailbox",
    ...anotherQuota(contents),
    "  delete a mailbox     remove its `protect: true` and write `refuseMailLoss: false`, since its mail is deleted",
    "                       too; run `pulumi up`; then remove the resource",
    "",
    ...(first.length === 0 ? [] : [...first, ""]),
    "Now run:",
    "",
    ...toRun.map((command) => `  ${command}`),
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
