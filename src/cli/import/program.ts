import { domainOf } from "../../adapter/address";
import type { QuotaUnit } from "../../adapter/quota";
import type { DomainEntry, ForwardEntry, MailboxEntry, PanelContents } from "./panelContents";
import { construction } from "./source";

/** A mailbox stays until somebody takes this out, as with `pulumi import`: what else there is can be made again. */
const mailboxOptions = { protect: true };

/** How a program takes in a package: as ES modules and TypeScript do, or as CommonJS does. */
export type ModuleForm = "import" | "require";

/**
 * The program that takes over what a panel holds.
 *
 * @param unit the unit in which the list shows quotas; guessed where undefined
 */
export function programFor(
  contents: PanelContents,
  unit?: QuotaUnit,
  moduleForm: ModuleForm = "import",
): string {
  const quotaUnit = unit ?? likelyUnit(contents.mailboxes);
  const parts = sections(contents, quotaUnit);
  const kinds = ["DomainDkim", "DomainSpf", "Mailbox", "MailForward"].filter((kind) =>
    parts.some((part) => new RegExp(`^new ${kind}\\(`, "m").test(part)),
  );
  return `${[header(contents, quotaUnit), ...imports(kinds, moduleForm), ...parts].join("\n\n")}\n`;
}

function imports(kinds: readonly string[], moduleForm: ModuleForm): string[] {
  const names = kinds.join(", ");
  if (moduleForm === "require")
    return kinds.length === 0 ? [] : [`const { ${names} } = require("pulumi-brainycp");`];
  return [kinds.length === 0 ? "export {};" : `import { ${names} } from "pulumi-brainycp";`];
}

/** The unit in which a list seems to show quotas: bytes where each is a whole number of megabytes, else as listed. */
export function likelyUnit(mailboxes: readonly MailboxEntry[]): QuotaUnit {
  const sizes = mailboxes.map(({ quota }) => quota ?? 0).filter((quota) => quota > 0);
  const bytes = ([1024 ** 2, 1000 ** 2] as const).find((unit) => sizes.every((size) => size % unit === 0));
  return sizes.length === 0 || bytes === undefined ? 1 : bytes;
}

/** The domain's heading and its resources, for each domain in turn. */
function sections({ mailboxes, forwards, domains }: PanelContents, unit: QuotaUnit): string[] {
  const byDomain = new Map<string, string[]>(domains.map(({ domain }) => [domain, []]));
  for (const box of mailboxes) byDomain.get(domainOf(box.email))?.push(mailbox(box, unit));
  for (const each of forwards) byDomain.get(domainOf(each.source))?.push(forward(each));
  return domains.flatMap((entry) => {
    const { domain, zone } = entry;
    const resources = [
      ...(entry.spf === true ? [construction("DomainSpf", domain, { domain })] : []),
      ...(entry.dkim === true ? [construction("DomainDkim", domain, { domain })] : []),
      ...(byDomain.get(domain) ?? []),
    ];
    const isSilent = zone === "shown" && entry.selectors === undefined && resources.length === 0;
    return isSilent ? [] : [heading(entry), ...resources];
  });
}

function heading({ domain, zone, selectors }: DomainEntry): string {
  if (zone === "hidden")
    return `// ${domain}: the panel does not show its zone, so whether SPF and DKIM are on is unknown`;
  if (selectors === undefined) return `// ${domain}`;
  return (
    `// ${domain}: its zone holds DKIM keys (${selectors.join(", ")}), and which one is the panel's is unknown;\n` +
    "// a DomainDkim with the panel's `selector` takes over a key that is the panel's"
  );
}

function mailbox({ email, quota: listed }: MailboxEntry, unit: QuotaUnit): string {
  const quota = listed === undefined || listed % unit !== 0 ? undefined : listed / unit;
  const comments = ["// password: the panel does not show it"];
  if (listed === undefined) comments.push("// quota: the panel's list does not show it");
  else if (quota === undefined)
    comments.push(`// quota: the panel's list shows ${listed}, no multiple of ${unit}`);
  const args = { email, ...(quota === undefined ? {} : { quota }), adopt: true };
  return [...comments, construction("Mailbox", email, args, mailboxOptions)].join("\n");
}

function forward({ source, targets, saveLocal }: ForwardEntry): string {
  const args = { source, targets, ...(saveLocal === true ? { saveLocal } : {}), adopt: true };
  const comments = saveLocal === undefined ? ["// saveLocal: the panel's list does not show it"] : [];
  return [...comments, construction("MailForward", source, args)].join("\n");
}

function header({ endpoint, owner, mailboxes, forwards }: PanelContents, unit: QuotaUnit): string {
  const lines = [
    `The mail of ${printable(owner)} on ${endpoint},`,
    "as `pulumi-brainycp import` found it.",
    "",
    "Every resource adopts what the panel has and leaves it untouched (adopt: true); SPF",
    "and DKIM that are already on stay as they are. protect: true, which `pulumi import`",
    "writes too, refuses to delete a mailbox.",
    "",
    "What the panel does not show:",
    "- Passwords. Add `password` to record one; with adopt: true it is only recorded.",
    ...saveLocalLines(forwards),
    ...quotaLines(mailboxes, unit),
  ];
  return lines.map((line) => `// ${line}`.trimEnd()).join("\n");
}

function saveLocalLines(forwards: readonly ForwardEntry[]): string[] {
  if (forwards.length > 0 && forwards.every(({ saveLocal }) => saveLocal !== undefined)) return [];
  return [
    "- saveLocal. Where a forwarding keeps a copy, add `saveLocal: true` before the",
    "  first `pulumi up`: until then it is only recorded.",
  ];
}

function quotaLines(mailboxes: readonly MailboxEntry[], unit: QuotaUnit): string[] {
  if (mailboxes.length === 0) return [];
  if (mailboxes.every(({ quota }) => quota === undefined)) {
    return [
      "- Quotas. Its list shows none; add `quota` to record one. Another `quota` after that",
      "  replaces the mailbox and deletes its mail, also where the panel was changed first.",
    ];
  }
  const shown =
    unit === 1
      ? ["- The unit of quotas. They stand here as the list shows them."]
      : [
          `- The unit of quotas. They stand here as the list shows them divided by ${unit},`,
          "  assumed to be the unit in which mailboxes are created.",
        ];
  return [
    ...shown,
    "  `pulumi-brainycp import --quota-unit N` writes them in another unit.",
    "Another quota without loss of mail: change it in the panel, then here.",
  ];
}

/** A name on one line of a comment. */
function printable(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "?");
}
