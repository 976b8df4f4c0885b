import { isDeepStrictEqual } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { startMailStack, type MailStack } from "../support/engine/mailStack";
import { oddMail } from "../support/oddMail";
import { describeWithDovecot } from "../support/testDovecot";

const finished = ["ann", "bob", "eve"];
const names = [...finished, "held"];
const addressOf = (name: string): string => `${name}@example.com`;
const program = (quota: number, domain = "example.com"): string =>
  names
    .map((name) => ({ name, email: `${name}@${domain}`, quota, password: "secret" }))
    .map(({ name, ...args }) => `new b.Mailbox(${JSON.stringify(name)}, ${JSON.stringify(args)});\n`)
    .join("");

let house: MailStack;
beforeEach(async () => {
  house = await startMailStack({}, { PULUMI_SKIP_CHECKPOINTS: "true" });
});
afterEach(() => house.end());

/** The mailboxes whose deletion the panel carried out. */
function deleted(): (string | undefined)[] {
  return house.simulator.requests
    .filter(({ operation, code }) => operation === "delmail" && code === 0)
    .map(({ object }) => object)
    .sort();
}

describeWithDovecot("without checkpoints", () => {
  test.each([
    ["ends before the next run begins", false],
    ["still puts mail back then", true],
  ])(
    "mail that an interrupted run, whose provider %s, has moved to the end is not moved again",
    async (_, isAtWork) => {
      const { stack, simulator, panelGate, mailGate } = house;
      await stack.program(program(500));
      expect(await stack.up()).toMatchObject({ succeeded: true });
      for (const name of names) house.fill(addressOf(name), oddMail);
      const before = house.mailOf(addressOf("ann"));
      simulator.requests.length = 0;
      await stack.program(program(600));
      const held = isAtWork
        ? mailGate.hold({ who: addressOf("held"), says: /APPEND/ })
        : panelGate.hold({ who: addressOf("held"), says: /=delmail/ });
      const run = stack.up({ parallel: names.length });
      await held;
      const isMoved = (name: string): boolean =>
        simulator.requests.some(
          ({ operation, object }) => operation === "addmail" && object === addressOf(name),
        ) && isDeepStrictEqual(house.mailOf(addressOf(name)), before);
      while (!finished.every(isMoved)) await sleep(100);
      // until what was moved is noted
      await sleep(2000);
      await stack.kill("engine");
      expect((await run).succeeded).toBe(false);
      await stack.cancel();
      if (!isAtWork) panelGate.release();
      const next = stack.up();
      if (isAtWork) {
        const { length } = simulator.requests;
        while (simulator.requests.length === length) await sleep(100);
        // until it waits
        await sleep(1000);
        mailGate.release();
      }
      expect(await next).toMatchObject({ succeeded: true });
      expect(deleted()).toEqual(names.map(addressOf).sort());
      for (const name of names) expect(house.mailOf(addressOf(name))).toEqual(before);
      expect(simulator.panel.mailboxes().map(({ quota }) => quota)).toEqual([600, 600, 600, 600]);
      const { steps } = await stack.preview();
      expect(steps).toEqual(Object.fromEntries(names.map((name) => [name, "same"])));
    },
  );

  test("of a destroy that was killed, the next up undoes all, and everybody has his mail back", async () => {
    const { stack, simulator, panelGate } = house;
    await stack.program(program(500));
    expect(await stack.up()).toMatchObject({ succeeded: true });
    for (const name of names) house.fill(addressOf(name), oddMail);
    const before = house.mailOf(addressOf("held"));
    simulator.requests.length = 0;
    const held = panelGate.hold({ who: addressOf("held"), says: /=delmail/, isCarriedOut: true });
    const run = stack.destroy({ parallel: names.length });
    await held;
    while (simulator.panel.mailboxes().length > 0) await sleep(100);
    // until what was removed is noted
    await sleep(2000);
    await stack.kill("engine");
    await stack.kill("provider");
    expect((await run).succeeded).toBe(false);
    await stack.cancel();
    panelGate.release();
    expect(await stack.up()).toMatchObject({ succeeded: true });
    expect(
      simulator.panel
        .mailboxes()
        .map(({ email }) => email)
        .sort(),
    ).toEqual(names.map(addressOf).sort());
    for (const name of names) expect(house.mailOf(addressOf(name))).toEqual(before);
    expect(new Set(deleted()).size).toBe(deleted().length);
    expect((await stack.preview()).steps).toEqual(Object.fromEntries(names.map((name) => [name, "same"])));
  });
});
