import { Outlook } from "../../src/lifecycle/outlook";
import { Session } from "../../src/lifecycle/session";
import type { Fault, Simulator } from "../../src/simulator/simulator";
import { callsTo, errorOf, stackOf, type StackConfig } from "../support/lifecycles";
import { simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

function outlookOn(simulator: Simulator, more: StackConfig = {}): Outlook {
  const config = stackOf(simulator, more);
  const session = new Session();
  session.configure((key) => config[key], []);
  return new Outlook(session.connect(undefined));
}

describe("a look at a panel", () => {
  it("takes five seconds at most, and less where the stack says so; and repeats nothing", async () => {
    const simulator = await start();
    const settings = (more: StackConfig): unknown => outlookOn(simulator, more).site.settings;
    expect(settings({ "brainycp:maxRetries": "9" })).toMatchObject({ timeoutSeconds: 5, maxRetries: 0 });
    expect(settings({ "brainycp:timeoutSeconds": "2" })).toMatchObject({ timeoutSeconds: 2 });
  });

  it("is closed by the first question alone: another list may be answered where one is not", async () => {
    const fault: Fault = { operation: "getlistmail", answer: { kind: "code", code: 1000 } };
    const simulator = await start({ faults: [fault] });
    const outlook = outlookOn(simulator);
    const [mailboxes, forwards] = await Promise.allSettled([
      outlook.ask(({ panel }) => panel.lists.mailboxes("demo")),
      outlook.ask(({ panel }) => panel.lists.forwards("demo")),
    ]);
    expect([mailboxes.status, forwards.status]).toEqual(["rejected", "fulfilled"]);
  });

  it("asks nothing more after a refused login", async () => {
    const simulator = await start();
    const outlook = outlookOn(simulator, { "brainycp:password": "wrong" });
    const asked = ["demo", "ann"].map((owner) => outlook.ask(({ panel }) => panel.lists.mailboxes(owner)));
    for (const each of asked) expect(await errorOf(each)).toMatchObject({ code: "login_refused" });
    expect(callsTo(simulator)).toHaveLength(1);
  });

  it("writes nothing", async () => {
    const { site } = outlookOn(await start());
    const isMade = (): Promise<undefined> => Promise.resolve(undefined);
    await expect(
      site.panel.change("onspf", { domain: "example.com" }, "example.com", isMade),
    ).rejects.toThrow("writes nothing");
  });
});
