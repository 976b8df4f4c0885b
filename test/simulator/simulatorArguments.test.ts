import { readCommandLine } from "../../src/simulator/simulatorArguments";

/** What reading the arguments fails with. */
function problemOf(args: string[]): string {
  try {
    readCommandLine(args);
    return "none";
  } catch (error) {
    return (error as Error).message;
  }
}

describe("the arguments", () => {
  it("are all optional, and the port defaults to the panel's", () => {
    expect(readCommandLine([])).toEqual({
      help: false,
      port: 8002,
      seed: undefined,
      state: undefined,
      mail: undefined,
      dovecot: undefined,
      settings: {},
    });
  });

  it("set every kind of setting", () => {
    const { settings } = readCommandLine([
      "--list-shape=domainRecords",
      "--list-in=top",
      "--quota-factor=1024",
      "--no-locks",
      "--write-ms=20",
      "--delmail-takes-forwards",
      "--delmail-takes-targets",
      "--dkim-selector=mail",
    ]);
    expect(settings).toEqual({
      listShape: "domainRecords",
      listIn: "top",
      quotaFactor: 1024,
      locks: false,
      writeMs: 20,
      delmailTakesForwards: true,
      delmailTakesTargets: true,
      dkimSelector: "mail",
    });
    expect(readCommandLine(["--quota-factor=none"]).settings).toEqual({ quotaFactor: null });
  });

  it("takes the places of a mail server, or the folder of one that it runs", () => {
    const places = ["--passwd-file", "/etc/users", "--maildir", "/srv/mail"];
    expect(readCommandLine(places).mail).toEqual({ passwdFile: "/etc/users", maildir: "/srv/mail" });
    expect(readCommandLine(["--dovecot", "here"])).toMatchObject({ mail: undefined, dovecot: "here" });
    for (const half of [places.slice(0, 2), places.slice(2)])
      expect(() => readCommandLine(half)).toThrow("--passwd-file and --maildir go together");
    expect(() => readCommandLine([...places, "--dovecot", "here"])).toThrow(
      "--dovecot has accounts and mail of its own",
    );
    const aliases = ["--aliases-file", "/etc/aliases"];
    for (const server of [places, ["--dovecot", "here"]])
      expect(readCommandLine([...server, ...aliases]).aliasesFile).toBe("/etc/aliases");
    expect(() => readCommandLine(aliases)).toThrow(
      "--aliases-file needs a mail server: add --dovecot, or --passwd-file and --maildir",
    );
  });

  const listShapes = "addresses, keyedQuotas, keyedRecords, records, domains or domainRecords";
  it.each([
    [["--port", "x"], '--port takes a number from 0 to 65535, not "x"'],
    [["--port", "65536"], '--port takes a number from 0 to 65535, not "65536"'],
    [["--list-shape", "round"], `--list-shape takes ${listShapes}, not "round"`],
    [["--write-ms=-1"], '--write-ms takes a whole number from 0 up, not "-1"'],
    [["--write-ms", "soon"], '--write-ms takes a whole number from 0 up, not "soon"'],
    [["--quota-factor", "0"], '--quota-factor takes a whole number from 1 up, or none, not "0"'],
    [["--dkim-selector", ""], '--dkim-selector takes a name, not ""'],
    [["--list-shapes", "records"], "Unknown option '--list-shapes'; --help lists the options"],
    [["--no-port"], "Unknown option '--no-port'; --help lists the options"],
    [["seed.json"], "Unexpected argument 'seed.json'; --help lists the options"],
    [["--seed"], "Option '--seed <value>' argument missing; --help lists the options"],
    [["--port", "-1"], "Option '--port' argument is ambiguous; --help lists the options"],
    [["--locks=yes"], "Option '--locks' does not take an argument; --help lists the options"],
  ])("%j are rejected in one line, which says what would do", (args, message) => {
    expect(problemOf(args)).toBe(message);
  });
});
