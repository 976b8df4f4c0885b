import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SimulatorOptions } from "../../src/simulator/simulator";
import {
  anyAddress,
  describeWithDovecot,
  startDovecot,
  waitForNextSecond,
  type TestDovecot,
} from "../support/testDovecot";
import { withLogin as withLoginAtOnce } from "../support/imapLogin";
import { mailIn } from "../support/maildirContents";
import { code, simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

describeWithDovecot("a simulator with a mail server", () => {
  let dovecot: TestDovecot;
  beforeAll(async () => {
    dovecot = await startDovecot();
  });

  const startWithMail = (options: SimulatorOptions = {}) => start({ mail: dovecot, ...options });
  const withLogin: typeof withLoginAtOnce = (...args) => {
    waitForNextSecond();
    return withLoginAtOnce(...args);
  };
  const quotaOf = (user: string, pass: string) =>
    withLogin(dovecot, { user, pass }, async (client) => {
      const quota = await client.getQuota("INBOX");
      return quota === false ? undefined : quota.storage?.limit;
    });
  const append = (user: string, pass: string) =>
    withLogin(dovecot, { user, pass }, (client) => client.append("INBOX", "Subject: some mail\r\n\r\n"));
  const refusal = (user: string, pass: string) =>
    withLogin(dovecot, { user, pass }, () => "it logged in").catch(
      (error: unknown) => (error as { authenticationFailed?: boolean }).authenticationFailed,
    );

  it("opens a mailbox to its owner after addmail, with the quota, and to nobody after delmail", async () => {
    const simulator = await startWithMail();
    const email = anyAddress();
    expect(await refusal(email, "sécret: 1")).toBe(true);
    expect(await code(simulator, "addmail", { email, password: "sécret: 1", quota: "5" })).toBe(0);
    expect(await quotaOf(email, "sécret: 1")).toBe(5 * 1024 * 1024);
    expect(await refusal(email, "secret")).toBe(true);
    expect(readFileSync(dovecot.passwdFile, "utf8")).not.toContain("cret");
    await append(email, "sécret: 1");
    expect(mailIn(dovecot.maildirOf(email))).toHaveLength(1);

    expect(await code(simulator, "delmail", { email, password: "sécret: 1", quota: "5" })).toBe(0);
    expect(await refusal(email, "sécret: 1")).toBe(true);
    expect(existsSync(join(dovecot.maildir, email))).toBe(false);
    expect(await code(simulator, "addmail", { email, password: "another", quota: "6" })).toBe(0);
    expect(await quotaOf(email, "another")).toBe(6 * 1024 * 1024);
    expect(mailIn(dovecot.maildirOf(email))).toEqual([]);
  });

  it.each([
    ["B", 5120, 5120],
    ["K", 64, 64 * 1024],
    ["G", 2, 2 * 1024 ** 3],
  ] as const)("counts quotas in %s if told so", async (mailQuotaUnit, quota, bytes) => {
    const simulator = await startWithMail({ settings: { mailQuotaUnit } });
    const email = anyAddress();
    await code(simulator, "addmail", { email, password: "secret", quota: String(quota) });
    expect(await quotaOf(email, "secret")).toBe(bytes);
  });

  it("leaves the old Maildir to the next mailbox of the address, if told so", async () => {
    const simulator = await startWithMail({ settings: { delmailLeavesMaildir: true } });
    const email = anyAddress();
    await code(simulator, "addmail", { email, password: "secret", quota: "5" });
    await append(email, "secret");
    const before = mailIn(dovecot.maildirOf(email));
    await code(simulator, "delmail", { email, password: "secret", quota: "5" });
    expect(await refusal(email, "secret")).toBe(true);
    await code(simulator, "addmail", { email, password: "another", quota: "6" });
    await withLogin(dovecot, { user: email, pass: "another" }, (client) => client.noop());
    expect(before).toHaveLength(1);
    expect(mailIn(dovecot.maildirOf(email))).toEqual(before);
  });

  it.each([true, false])("takes the forwardings along, if told so: %s", async (delmailTakesForwards) => {
    const simulator = await startWithMail({ settings: { delmailTakesForwards } });
    const email = anyAddress();
    await code(simulator, "addmail", { email, password: "secret", quota: "5" });
    simulator.panel.setForward(email, ["office@example.net"], true);
    await code(simulator, "delmail", { email, password: "secret", quota: "5" });
    expect(await refusal(email, "secret")).toBe(true);
    expect(simulator.panel.forwards()).toHaveLength(delmailTakesForwards ? 0 : 1);
  });

  it("deletes a mailbox under an open session, of which the next mailbox has nothing", async () => {
    const simulator = await startWithMail();
    const email = anyAddress();
    await code(simulator, "addmail", { email, password: "secret", quota: "5" });
    await withLogin(dovecot, { user: email, pass: "secret" }, async (client) => {
      await client.mailboxOpen("INBOX");
      await code(simulator, "delmail", { email, password: "secret", quota: "5" });
      await expect(client.append("INBOX", "Subject: too late\r\n\r\n")).rejects.toThrow();
    });
    expect(await refusal(email, "secret")).toBe(true);
    await code(simulator, "addmail", { email, password: "secret", quota: "5" });
    await append(email, "secret");
    expect(mailIn(dovecot.maildirOf(email))).toHaveLength(1);
  });

  it("follows changes behind the API's back, and keeps the mail", async () => {
    const { panel } = await startWithMail();
    const email = anyAddress();
    panel.addMailbox(email, { quota: 5, password: "first" });
    await append(email, "first");
    panel.setQuota(email, 6);
    expect(await quotaOf(email, "first")).toBe(6 * 1024 * 1024);
    panel.setMailboxPassword(email, "second");
    expect(await refusal(email, "first")).toBe(true);
    panel.addMailbox(email, { quota: 7, password: "third" });
    expect(await quotaOf(email, "third")).toBe(7 * 1024 * 1024);
    expect(mailIn(dovecot.maildirOf(email))).toHaveLength(1);
    panel.removeMailbox(email);
    expect(await refusal(email, "third")).toBe(true);
  });

  it("brings the mailboxes of a kept state to a mail server that does not know them", async () => {
    const stateFile = join(dovecot.maildir, "..", "panel.json");
    const email = anyAddress();
    const first = await start({ stateFile });
    await code(first, "addmail", { email, password: "secret", quota: "5" });
    expect(await refusal(email, "secret")).toBe(true);
    await startWithMail({ stateFile });
    expect(await quotaOf(email, "secret")).toBe(5 * 1024 * 1024);
  });

  it("changes nothing for a call that the panel refuses", async () => {
    const simulator = await startWithMail();
    const email = anyAddress();
    await code(simulator, "addmail", { email, password: "secret", quota: "5" });
    const before = readFileSync(dovecot.passwdFile, "utf8");
    expect(await code(simulator, "addmail", { email, password: "another", quota: "6" })).toBe(1);
    expect(await code(simulator, "addmail", { email: "a@none.example", password: "x", quota: "6" })).toBe(4);
    expect(readFileSync(dovecot.passwdFile, "utf8")).toBe(before);
  });
});
