import { startSimulator, type Simulator } from "../../src/simulator/simulator";
import { TestStack } from "../support/engine/testStack";

const domains = ["example.com", "example.org"];

/** One resource of each kind, in a domain. */
const programFor = (domain: string): string => `
  new b.Mailbox("box", { email: "ann@${domain}", password: "secret", quota: 500 });
  new b.MailForward("info", { source: "info@example.com", targets: ["office@${domain}", "z@example.net"] });
  new b.DomainSpf("spf", { domain: "${domain}" });
  new b.DomainDkim("dkim", { domain: "${domain}" });`;

let panel: Simulator;
let stack: TestStack;

beforeAll(async () => {
  panel = await startSimulator({ accounts: [{ name: "demo", password: "demo-password", domains }] });
  stack = await TestStack.create({ endpoint: panel.url, username: "demo", password: "demo-password" });
  await stack.program(programFor("example.com"));
  expect(await stack.up()).toMatchObject({ succeeded: true });
});

afterAll(async () => {
  await stack.end();
  await panel.close();
});

/** The properties that a diff shows as added, deleted or changed, in their order, such as `~ quota`. */
const changesIn = (output: string): string[] =>
  [...output.matchAll(/^ +([-+~]) (\w+) *:(?! \()/gm)].map(([, sign, name]) => `${sign} ${name}`).sort();

test("targets that were changed in the panel show as targets alone", async () => {
  panel.panel.setForward("info@example.com", ["eve@example.com", "z@example.net"]);
  expect(await stack.previewRefresh()).toMatchObject({ succeeded: true, steps: { info: "update" } });
  const preview = await stack.preview({ refresh: true, diff: true });
  expect(preview).toMatchObject({ succeeded: true, steps: { info: "replace" } });
  expect(changesIn(preview.output)).toEqual(["~ targets", "~ targets"]);
});

test("a preview of replacements shows what the program changed alone", async () => {
  await stack.program(programFor("example.org"));
  const preview = await stack.preview({ diff: true });
  const replace = "replace";
  expect(preview).toMatchObject({
    succeeded: true,
    steps: { box: replace, info: replace, spf: replace, dkim: replace },
  });
  expect(changesIn(preview.output)).toEqual(["~ domain", "~ domain", "~ email", "~ targets"]);
});
