import { isUnseenDomain } from "../../src/adapter/unseenDomain";
import type { Fault } from "../../src/simulator/simulator";
import { startPanelRun } from "../support/panels";

/** Whether a panel shows nothing of a domain that it does not have, with these faults. */
async function isUnseen(faults: Fault[], domain = "example.net"): Promise<boolean> {
  const { panel } = await startPanelRun({ faults }, { maxRetries: 0 });
  return isUnseenDomain(panel.lists, domain, "demo");
}

const unclear = JSON.stringify({ error: 0, data: { rows: [{ x: "a@b" }], more: true } });

describe("a domain", () => {
  it("is unseen where the lists are understood and no zone is shown", async () => {
    expect(await isUnseen([])).toBe(true);
  });

  it("is seen by its zone alone", async () => {
    expect(await isUnseen([], "example.com")).toBe(false);
  });

  it.each(["mailbox", "forwarding"])("is seen by one %s, also without a zone", async (what) => {
    const { panel, simulator } = await startPanelRun();
    simulator.panel.setZoneHosted("example.com", false);
    expect(await isUnseenDomain(panel.lists, "example.com", "demo")).toBe(true);
    if (what === "mailbox") simulator.panel.addMailbox("ann@example.com", { quota: 1, password: "p" });
    else simulator.panel.setForward("ann@example.com", ["eve@example.org"]);
    expect(await isUnseenDomain(panel.lists, "example.com", "demo")).toBe(false);
  });

  it.each(["getlistmail", "getforwardmail"] as const)(
    "may be anywhere in a list that was not understood: %s",
    async (operation) => {
      expect(await isUnseen([{ operation, answer: { kind: "body", body: unclear } }])).toBe(false);
    },
  );

  it.each(["getlistmail", "getforwardmail", "show_zones"] as const)(
    "is not called unseen where %s fails",
    async (operation) => {
      expect(await isUnseen([{ operation, times: Infinity, answer: { kind: "reset" } }])).toBe(false);
    },
  );
});
