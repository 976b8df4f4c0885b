import { InvalidArgumentError, type Command } from "commander";
import { normaliseNameServer } from "../../adapter/nameServers";
import { domainsArgument } from "../domainsArgument";
import { PulumiStack } from "../pulumiStack";
import { addSettingOptions, type SettingOptions } from "../settingOptions";
import type { Terminal } from "../terminal";
import { examineDns, type DnsOptions } from "./examineDns";
import { examinePanels } from "./examinePanels";
import { report, type Verdict } from "./report";
import { environmentSubject, stackSubject } from "./subject";

/** What `doctor` was told. */
interface DoctorOptions extends SettingOptions, DnsOptions {
  /** The stack to check; the selected one where undefined. */
  readonly stack?: string;
  /** Whether public DNS is looked at, and not the panel. */
  readonly dns?: boolean;
  /** Whether the findings are printed for a script. */
  readonly json?: boolean;
}

const help = `In a Pulumi project, it checks the settings of the stack that is selected or that --stack names, and
every server in brainycp:servers. Elsewhere, it checks the panel that the environment names.

With --dns, it compares MX, SPF, DKIM and DMARC in public DNS with the panel's zone and the stack's
state, and says which records to set.

Nothing is written anywhere. Exit code 0: \`pulumi up\` would work, or DNS is right; 1: something is
wrong.

Examples:
  $ pulumi-brainycp doctor
  $ pulumi-brainycp doctor --stack prod
  $ pulumi-brainycp doctor --dns --domain example.com
  $ pulumi-brainycp doctor --json`;

const verdicts = {
  panel: { right: "`pulumi up` would work", wrong: "`pulumi up` would not work" },
  dns: { right: "DNS is right", wrong: "DNS is not right" },
} as const satisfies Record<string, Verdict>;

/** Adds `doctor`, which fails where something is wrong. */
export function addDoctor(program: Command, terminal: Terminal, fail: () => void): void {
  const command = program
    .command("doctor")
    .summary("check whether `pulumi up` would work, and say what to fix")
    .description("Checks whether `pulumi up` would work. Each check says what is wrong and how to fix it.")
    .option("-s, --stack <name>", "the stack to check, if not the selected one")
    .option("--dns", "check public DNS instead: MX, SPF, DKIM and DMARC")
    .option("--domain <name>", "with --dns: check this domain alone; may be repeated", domainsArgument)
    .option("--name-server <host>", "with --dns: ask this name server; may be repeated", nameServersArgument)
    .option("--json", "print the checks as JSON");
  addSettingOptions(command, help, true).action(async (options: DoctorOptions) => {
    const { dns = false, domain, nameServer } = options;
    if (!dns && (domain ?? nameServer) !== undefined)
      command.error("error: --domain and --name-server need --dns");
    const stack = await PulumiStack.find(options.stack, terminal);
    const subject = await (stack === undefined
      ? environmentSubject(options, terminal)
      : stackSubject(stack, options, terminal));
    const checks = await (dns
      ? examineDns(subject, stack, options, terminal)
      : examinePanels(subject, terminal));
    const isRight = checks.every(({ status }) => status !== "wrong");
    if (options.json === true) terminal.print(JSON.stringify({ ok: isRight, checks }, undefined, 2));
    else
      for (const line of report(checks, verdicts[dns ? "dns" : "panel"], terminal.hasColours))
        terminal.print(line);
    if (!isRight) fail();
  });
}

function nameServersArgument(written: string, others: readonly string[] = []): string[] {
  const server = normaliseNameServer(written);
  if ("refused" in server) throw new InvalidArgumentError(`It ${server.refused}.`);
  return [...others, server.value];
}
