import { anyAddress, describeWithDovecot, startDovecot, type TestDovecot } from "../support/testDovecot";
import { hashOf, mailIn } from "../support/maildirContents";
import { writeMaildir } from "../support/maildirWriter";
import { largeMessage } from "../support/oddMessages";
import { simulatorStarter } from "../support/panelClient";
import { makeProgramFolder, type ProgramFolder } from "../support/programFolder";
import { ProviderProcess } from "../support/providerProcess";

// each test starts processes
jest.setTimeout(120_000);

const provider = 'exports.handler=()=>require("pulumi-brainycp/provider").mailbox';
/** A mailbox of its own for each test. */
let ann = { email: "", password: "ann's password", quota: 500 };
beforeEach(() => {
  ann = { ...ann, email: anyAddress() };
});
const megabyte = 2 ** 20;

const start = simulatorStarter();

describeWithDovecot("a mailbox with a message of 60 MB", () => {
  let folder: ProgramFolder;
  let dovecot: TestDovecot;
  let child: ProviderProcess;
  beforeAll(async () => {
    folder = await makeProgramFolder();
    dovecot = await startDovecot();
  });
  afterEach(() => child.stop());
  afterAll(() => folder.remove());

  it.each([
    ["an archive", {}],
    ["the panel", { archive: "panel" }],
  ])("is made anew by way of %s with less than 150 MB more than at rest", async (_, more) => {
    const simulator = await start({ mail: { passwdFile: dovecot.passwdFile, maildir: dovecot.maildir } });
    child = await ProviderProcess.start(folder.path, { CI: "" });
    const settings = {
      endpoint: simulator.url,
      username: "demo",
      password: "demo-password",
      imapHost: dovecot.host,
      imapPort: dovecot.tlsPort,
      imapCaCert: dovecot.certificate.cert,
      ...more,
    };
    await child.configure(
      Object.fromEntries(
        Object.entries(settings).map(([name, value]) => [`brainycp:${name}`, String(value)]),
      ),
    );
    const { inputs } = await child.check(provider, ann);
    const made = await child.create(inputs);
    const bytes = largeMessage();
    writeMaildir(dovecot.maildirOf(ann.email), { messages: [{ bytes, flags: "F" }] });

    await child.forgetPeak();
    const rest = await child.memory();
    const change = await child.check(provider, { ...ann, quota: 600 }, inputs);
    await child.update(made, change.inputs);
    const { peak } = await child.memory();

    expect(mailIn(dovecot.maildirOf(ann.email))).toEqual([
      ["INBOX", hashOf(bytes), "1970-01-01T00:00:00.000Z", "\\Flagged", ""].join("\t"),
    ]);
    expect((peak - rest.now) / megabyte).toBeLessThan(150);
  });
});
