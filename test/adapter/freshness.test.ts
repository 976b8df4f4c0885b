import { Panel } from "../../src/adapter/panel";
import type { Turns } from "../../src/adapter/turn";
import { settingsFor, startPanel } from "../support/servers";

const turns: Turns = { take: (work) => work({ isHeld: () => true }) };

async function start() {
  const simulator = await startPanel();
  const panel = new Panel(settingsFor(simulator), turns);
  const add = (email: string) =>
    panel.change("addmail", { email, password: "x", quota: "1" }, email, () => Promise.resolve(undefined));
  // an empty list comes with a call that proves the login
  const calls = () =>
    simulator.requests.splice(0).flatMap(({ operation }) => (operation === "none" ? [] : operation));
  return { simulator, panel, add, calls };
}

describe("a look at an object", () => {
  it("is the run's first one, for as long as the run did nothing to the object", async () => {
    const { panel, add, calls } = await start();
    await panel.lists.mailboxes("demo", panel.asOf("mailbox", "ann@example.com"));
    await add("bob@example.com");
    const list = await panel.lists.mailboxes("demo", panel.asOf("mailbox", "ann@example.com"));
    expect(list.see("ann@example.com").is).toBe("absent");
    expect(calls()).toEqual(["getlistmail", "addmail"]);
  });

  it("begins after what the run did to it", async () => {
    const { panel, add, calls } = await start();
    await panel.lists.mailboxes("demo", panel.asOf("mailbox", "ann@example.com"));
    await add("ann@example.com");
    const list = await panel.lists.mailboxes("demo", panel.asOf("mailbox", "ann@example.com"));
    expect(list.see("ann@example.com").is).toBe("present");
    expect(calls()).toEqual(["getlistmail", "addmail", "getlistmail"]);
  });

  it("at a forwarding begins after a mailbox was deleted, with which the panel may take it along", async () => {
    const { panel, simulator, add, calls } = await start();
    await add("ann@example.com");
    simulator.panel.setForward("info@example.com", ["ann@example.com"]);
    await panel.lists.forwards("demo", panel.asOf("forwarding", "info@example.com"));
    simulator.panel.setForward("info@example.com", []);
    const fields = { email: "ann@example.com", password: "x", quota: "1" };
    await panel.change("delmail", fields, fields.email, () => Promise.resolve(undefined));
    const list = await panel.lists.forwards("demo", panel.asOf("forwarding", "info@example.com"));
    expect(list.see("info@example.com").is).toBe("absent");
    expect(calls()).toEqual(["addmail", "getforwardmail", "delmail", "getforwardmail"]);
  });

  it("is no older than it may be", async () => {
    const { panel, calls } = await start();
    await panel.lists.mailboxes("demo", panel.asOf("mailbox", "ann@example.com", 60_000));
    await panel.lists.mailboxes("demo", panel.asOf("mailbox", "ann@example.com", 60_000));
    await panel.lists.mailboxes("demo", panel.asOf("mailbox", "ann@example.com", 0));
    expect(calls()).toEqual(["getlistmail", "getlistmail"]);
  });
});
