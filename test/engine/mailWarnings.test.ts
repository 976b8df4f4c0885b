import { startSimulator, type Simulator } from "../../src/simulator/simulator";
import { TestStack, type Diagnostic, type Run } from "../support/engine/testStack";

const account = { name: "demo", password: "demo-password", domains: ["example.com"] };

let panel: Simulator;
let stack: TestStack;

beforeEach(async () => {
  panel = await startSimulator({ accounts: [account] });
  stack = await TestStack.create({ endpoint: panel.url, username: "demo", password: account.password });
});

afterEach(async () => {
  await stack.end();
  await panel.close();
});

function mailbox(name: string, email: string, password = "secret"): string {
  const inputs = {
    email,
    password,
    quota: 500,
    ...(name === "taken" ? { adopt: true, refuseMailLoss: false } : {}),
  };
  return `new b.Mailbox(${JSON.stringify(name)}, ${JSON.stringify(inputs)});\n`;
}

/** What a run said, beside what only helps to debug it, in the order of what it stands under. */
function saidBy({ diagnostics }: Run): Diagnostic[] {
  return diagnostics
    .filter(({ severity }) => severity !== "debug")
    .sort((one, other) => one.under.localeCompare(other.under));
}

const warning = (under: string, message: string): Diagnostic => ({
  severity: "warning",
  under,
  message: expect.stringMatching(message) as string,
});

test("what happens to mail is a warning under each mailbox, said once, at preview, in up and in destroy", async () => {
  panel.panel.addMailbox("taken@example.com", { quota: 500, password: "secret" });
  const [moved, taken] = [mailbox("moved", "user5@example.com"), mailbox("taken", "taken@example.com")];
  await stack.program(moved + taken + mailbox("removed", "gone@example.com"));
  expect(saidBy(await stack.up())).toEqual([]);

  await stack.program(mailbox("moved", "ann@example.com") + mailbox("taken", "taken@example.com", "other"));
  const changes = [
    warning(
      "moved",
      "^Changing the address creates an empty mailbox and deletes user5@example.com with its mail. To keep the mail, .*" +
        "or leave the address unchanged. refuseMailLoss: true refuses such changes$",
    ),
    warning(
      "taken",
      "^Mailbox taken@example.com: its new password is recorded in Pulumi only; the panel keeps the old password",
    ),
  ];
  // the engine asks a provider for no deletion before it is to be done
  const preview = await stack.preview();
  expect(saidBy(preview)).toEqual(changes);
  const [, summary = ""] = preview.output.split("\nDiagnostics:\n");
  expect(summary.match(/^ +warning: /gm)).toHaveLength(2);

  const deleted = (under: string, address: string): Diagnostic =>
    warning(under, `^Mailbox ${address}: it is deleted, and its mail with it$`);
  expect(saidBy(await stack.up())).toEqual([changes[0], deleted("removed", "gone@example.com"), changes[1]]);
  expect(saidBy(await stack.destroy())).toEqual([
    deleted("moved", "ann@example.com"),
    deleted("taken", "taken@example.com"),
  ]);
});
