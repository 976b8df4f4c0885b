import { BrainycpError } from "../../src/adapter/errors";
import { Session } from "../../src/lifecycle/session";
import type { Simulator } from "../../src/simulator/simulator";
import { created, errorOf, lifecyclesOf, stackOf, writesTo } from "../support/lifecycles";
import { simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();
const ann = { email: "ann@example.com", password: "secret", quota: 500 };

function sessionAt(simulator: Simulator, more: Record<string, string> = {}): Session {
  const config = stackOf(simulator, more);
  const session = new Session();
  session.configure((key) => config[key], Object.keys(config));
  return session;
}

describe("a run whose engine is gone", () => {
  it("begins no move of mail, and finishes the one it is in the midst of", async () => {
    const session = sessionAt(await start());
    const site = session.connect(undefined);
    const moved: string[] = [];
    const move = (email: string): Promise<void> =>
      site.move(email, () => {
        moved.push(email);
        return Promise.resolve();
      });
    await site.move("first@example.com", async () => {
      session.run.isOrphaned = true;
      await move("carried@example.com");
    });
    await expect(move("second@example.com")).rejects.toMatchObject({ code: "cancelled" });
    expect(moved).toEqual(["carried@example.com"]);
  });

  it("sends nothing where that happens while its notes are saved", async () => {
    const simulator = await start();
    const session = sessionAt(simulator);
    jest.spyOn(session, "saved").mockImplementation(() => {
      session.run.isOrphaned = true;
      return Promise.resolve();
    });
    await expect(created(lifecyclesOf(session).mailbox, ann)).rejects.toMatchObject({ code: "cancelled" });
    expect(writesTo(simulator)).toEqual([]);
  });

  it("does not take a deletion back that the panel may still carry out", async () => {
    const simulator = await start();
    const session = sessionAt(simulator, { "brainycp:maxRetries": "2" });
    const { mailbox } = lifecyclesOf(session);
    const kept = await created(mailbox, ann);
    simulator.faults.push({ operation: "delmail", answer: { kind: "status", status: 500 } });
    const next = sessionAt(simulator, { "brainycp:maxRetries": "2" });
    const deletion = errorOf(lifecyclesOf(next).mailbox.delete(kept.id, kept.state));
    while (!simulator.requests.some(({ operation }) => operation === "delmail"))
      await new Promise((resolve) => setTimeout(resolve, 5));
    next.run.isOrphaned = true;
    const error = await deletion;
    expect(error).toBeInstanceOf(BrainycpError);
    expect([error.code, error.outcomeUnknown]).toEqual(["cancelled", true]);
    expect(next.connect(undefined).journal.recall("removal of mailbox", ann.email)).toBeDefined();
  });
});
