import { version } from "../../package.json";
import { runCli } from "../support/terminals";

const mailServer = [
  "--archive",
  "--imap-host",
  "--imap-port",
  "--imap-security",
  "--imap-ca-cert",
  "--imap-tls-fingerprint",
  "--timeout",
];

describe("pulumi-brainycp", () => {
  it("shows its commands with --help, and its version with --version", async () => {
    const { code, output, errors } = await runCli(["--help"]);
    expect([code, errors]).toEqual([0, ""]);
    expect(output).toMatch(/^Usage: pulumi-brainycp \[options\] \[command\]\n/);
    expect(output).toContain("\n  import [options] ");
    expect(output).toContain("\n  doctor [options] ");
    expect(output).toContain("\n  mail ");
    expect(await runCli(["--version"])).toEqual({ code: 0, output: version, errors: "" });
  });

  it.each(["import", "doctor"])(
    "shows the options of %s with --help, and none for a password",
    async (command) => {
      const { code, output, errors } = await runCli([command, "--help"]);
      expect([code, errors]).toEqual([0, ""]);
      const options = Array.from(output.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm), ([, option]) => option);
      const shared = ["--panel-user", "--ca-cert", "--tls-fingerprint", "--allow-plain-http", "--timeout"];
      const imap = ["host", "port", "security", "ca-cert", "tls-fingerprint"].map((name) => `--imap-${name}`);
      const wanted: Record<string, string[]> = {
        import: ["--directory", "--into", "--json", "--domain", "--quota-unit", ...shared, "--help"],
        doctor: ["--stack", "--dns", "--domain", "--name-server", "--json", ...shared, ...imap, "--help"],
      };
      expect(options).toEqual(wanted[command]);
      for (const name of ["BRAINYCP_ENDPOINT", "BRAINYCP_USERNAME", "BRAINYCP_PASSWORD"])
        expect(output).toContain(name);
      expect(output).toContain(`$ pulumi-brainycp ${command} `);
      for (const line of output.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
    },
  );

  it.each<[string, readonly string[]]>([
    ["archive", mailServer],
    ["list", ["--json", "--archive"]],
    ["verify", ["--archive"]],
    ["restore", ["--to", ...mailServer]],
    ["prune", ["--dry-run", "--archive", "--days"]],
  ])("shows the options of mail %s with --help, and none for a password", async (command, own) => {
    const { code, output, errors } = await runCli(["mail", command, "--help"]);
    expect([code, errors]).toEqual([0, ""]);
    const options = Array.from(output.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm), ([, option]) => option);
    expect(options).toEqual([...own, "--help"]);
    if (own.includes("--imap-host")) expect(output).toContain("BRAINYCP_MAILBOX_PASSWORD");
    expect(output).toContain(`$ pulumi-brainycp mail ${command}`);
    for (const line of output.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  });

  it.each<[string, readonly string[], string]>([
    ["no command", [], "Usage: pulumi-brainycp"],
    ["an unknown command", ["export"], "pulumi-brainycp: unknown command 'export'"],
    ["an unknown option", ["doctor", "--password", "x"], "pulumi-brainycp: unknown option '--password'"],
    ["an argument too many", ["doctor", "now"], "pulumi-brainycp: too many arguments for 'doctor'"],
    [
      "import without a folder",
      ["import"],
      "pulumi-brainycp: name a folder for the project: --directory DIR",
    ],
    [
      "a folder that is not named",
      ["import", "--directory"],
      "option '-d, --directory <dir>' argument missing",
    ],
    [
      "an unknown unit",
      ["import", "--json", "--quota-unit", "5"],
      "It must be one of 1, 1024, 1048576, 1000, 1000000.",
    ],
    [
      "what is no domain",
      ["import", "--json", "--domain", "a b"],
      'It "a b" holds a character that no domain has',
    ],
    ["mail without a command", ["mail"], "Usage: pulumi-brainycp mail"],
    ["no mailbox", ["mail", "archive"], "missing required argument 'address'"],
    [
      "a name without a domain",
      ["mail", "archive", "ann"],
      '"ann" is not an address; write it like ann@example.com',
    ],
    ["an address to restore to that is none", ["mail", "restore", "x", "--to", "b"], '"b" is not an address'],
    [
      "a password as an option",
      ["mail", "archive", "ann@example.com", "--password", "x"],
      "pulumi-brainycp: unknown option '--password'",
    ],
    ["what is no time", ["doctor", "--timeout", "0"], "It must be a whole number from 1 to 3600."],
  ])("ends with code 2 and a word of help for %s", async (_, args, words) => {
    const { code, output, errors } = await runCli(args);
    expect([code, output]).toEqual([2, ""]);
    expect(errors).toContain(words);
    expect(errors).toContain("--help");
  });
});
