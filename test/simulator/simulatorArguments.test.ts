import { helpText, readCommandLine } from "../../src/simulator/simulatorArguments";
import { defaultSettings } from "../../src/simulator/simulatorSettings";

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
      expect(() => readCommandLine(half)).toThrow("--passwd-file and --maildir: one needs the other");
    expect(() => readCommandLine([...places, "--dovecot", "here"])).toThrow(
      "--dovecot: it has a passwd-file",
    );
    const aliases = ["--aliases-file", "/etc/aliases"];
    for (const server of [places, ["--dovecot", "here"]])
      expect(readCommandLine([...server, ...aliases]).aliasesFile).toBe("/etc/aliases");
    expect(() => readCommandLine(aliases)).toThrow(
      "--aliases-file: it needs --passwd-file and --maildir, or --dovecot",
    );
  });

  it.each([
    [["--port", "x"], "--port x: not a port"],
    [["--port", "65536"], "--port 65536: not a port"],
    [["--list-shape", "round"], /^--list-shape: .*"addresses"\|"keyedQuotas"/],
    [["--write-ms", "-1"], /--write-ms/],
    [["--write-ms", "soon"], /^--write-ms: /],
    [["--quota-factor", "0"], /^--quota-factor: /],
    [["--list-shapes", "records"], "Unknown option '--list-shapes'"],
    [["seed.json"], /Unexpected argument 'seed.json'/],
  ])("%j are rejected", (args, message) => {
    expect(() => readCommandLine(args)).toThrow(message);
  });

  it("--help lists every option with its values and default", () => {
    const help = helpText();
    expect(help).toMatch(/^ {2}--list-in +data \| list \| mess \| top \(data\)$/m);
    expect(help).toMatch(/^ {2}--quota-factor +a number \| none \(1\)$/m);
    expect(help).toMatch(/^ {2}--\[no-\]locks +\(true\)$/m);
    expect(help.match(/^ {2}--.*\([^ ]+\)$/gm)).toHaveLength(Object.keys(defaultSettings).length);
  });
});
