import { source as axe, type AxeResults } from "axe-core";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import type { Simulator } from "../../src/simulator/simulator";
import { call, demo, simulatorStarter } from "../support/panelClient";
import { describeWithChromium, startChromium } from "../support/testChromium";

// A bound for a browser that hangs; no test asserts a time.
jest.setTimeout(60_000);

describeWithChromium("the simulator's page in a browser", () => {
  const start = simulatorStarter();
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser.close());

  const hostile = `<b>"x'&amp;</b><img/src=x/onerror=alert(1)>`;
  let simulator: Simulator;
  let page: Page;
  /** What the browser complained about, for one because of the Content-Security-Policy, and what tried to run. */
  let complaints: string[];

  async function open(options: BrowserContextOptions = {}): Promise<void> {
    page = await browser.newPage(options);
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("dialog", (dialog) => complaints.push(dialog.message()));
    await page.goto(simulator.pageUrl);
    await page.getByText("Live").waitFor();
  }
  beforeEach(async () => {
    simulator = await start();
    complaints = [];
  });
  afterEach(() => page.close());

  /** A table by its caption. */
  const table = (name: string): Locator => page.getByRole("table", { name });
  /** The texts of a table's rows, cell by cell. */
  async function rowsOf(name: string): Promise<string[][]> {
    const rows = await table(name).locator("tbody tr").all();
    return await Promise.all(rows.map((row) => row.locator("th, td").allTextContents()));
  }
  const addBox = (email: string) =>
    call(simulator, "addmail", { email, password: "box-secret", quota: "500" });

  it("shows what comes in while it comes in, without a reload", async () => {
    await open();
    expect(await rowsOf("Mailboxes")).toEqual([]);
    expect(await table("Mailboxes").innerText()).toContain("No mailbox.");
    await addBox("ann@example.com");
    await table("Mailboxes").getByText("ann@example.com").waitFor();
    simulator.panel.setForward("info@example.com", ["ann@example.com", "ben@example.org"], true);
    simulator.faults.push({ operation: "onspf", work: true, answer: { kind: "html" } });
    await call(simulator, "onspf", { domain: "example.org" }).catch(() => undefined);
    await call(simulator, "getlistmail", {}, { ...demo, password: "wrong-secret" });
    await table("Calls").getByText("getlistmail").waitFor();

    expect(await rowsOf("Mailboxes")).toEqual([["ann@example.com", "500"]]);
    expect(await table("Mailboxes").innerText()).not.toContain("No mailbox.");
    expect(await rowsOf("Forwardings")).toEqual([
      ["info@example.com", "ann@example.com, ben@example.org", "yes"],
    ]);
    expect(await rowsOf("Domains")).toEqual([
      ["example.com", "off", "off", "yes"],
      ["example.org", "on", "off", "yes"],
    ]);
    expect(await rowsOf("Zone records")).toContainEqual(["example.org", "TXT", "v=spf1 a mx ~all"]);
    expect((await rowsOf("Calls")).map((cells) => cells.slice(0, 4))).toEqual([
      ["3", "getlistmail", "", "1"],
      ["2", "onspf", "example.org", "0 (fault: html)"],
      ["1", "addmail", "ann@example.com", "0"],
    ]);
    await page.getByText("1 mailbox, 1 forwarding, 3 calls. Latest call: getlistmail, code 1.").waitFor();
    expect(complaints).toEqual([]);
  });

  it("shows no password and no login", async () => {
    await open();
    await addBox("ann@example.com");
    await table("Calls").getByText("addmail").waitFor();
    const html = await page.content();
    expect(html).toContain("ann@example.com");
    for (const secret of ["box-secret", demo.password, demo.name]) expect(html).not.toContain(secret);
  });

  it("takes hostile names for what they are, and not for HTML", async () => {
    await open();
    // An address of the panel has no "<", ">" or ";"; HTML knows &lt and &amp without the last.
    await addBox(`"'&lt&amp"@example.com`);
    simulator.panel.setForward("info@example.com", [hostile]);
    simulator.panel.addText("example.com", hostile, hostile);
    await call(simulator, "show_zones", { zone: hostile });
    await table("Calls").getByText("show_zones").waitFor();
    expect(await rowsOf("Mailboxes")).toEqual([[`"'&lt&amp"@example.com`, "500"]]);
    expect(await rowsOf("Forwardings")).toEqual([["info@example.com", hostile, "no"]]);
    expect(await rowsOf("Zone records")).toContainEqual([`${hostile}.example.com`, "TXT", hostile]);
    expect((await rowsOf("Calls")).at(0)?.[2]).toBe(hostile);
    expect(await page.locator("main img, main b").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("shows the latest of many calls and mailboxes, and how many there are", async () => {
    await open();
    for (let number = 0; number < 210; number++)
      simulator.panel.addMailbox(`box${number}@example.com`, { quota: 1, password: "x" });
    for (let number = 0; number < 60; number++) await call(simulator, "list_zones");
    await table("Calls the latest 50 of 60").waitFor();
    const calls = await rowsOf("Calls");
    expect([calls.length, calls.at(0)?.[0], calls.at(-1)?.[0]]).toEqual([50, "60", "11"]);
    const boxes = await rowsOf("Mailboxes the latest 200 of 210");
    expect([boxes.length, boxes.at(0)?.[0]]).toEqual([200, "box10@example.com"]);
  });

  it("stands still while it is paused, by the keyboard alone, and then catches up", async () => {
    await open();
    await page.keyboard.press("Tab");
    const button = page.getByRole("button", { name: "Pause", pressed: false });
    expect(await button.and(page.locator(":focus-visible")).count()).toBe(1);
    await page.keyboard.press("Space");
    await page.getByText("Paused").waitFor();
    // A second listener, which is told when the page is.
    const listening = page.waitForResponse("**/events");
    const told = page.evaluate(`new Promise((resolve) => {
      new EventSource("events").onmessage = ({ data }) => data.includes("ben@") && resolve();
    })`);
    await listening;
    await addBox("ann@example.com");
    await addBox("ben@example.com");
    await told;
    expect(await rowsOf("Mailboxes")).toEqual([]);
    await page.keyboard.press("Space");
    await table("Mailboxes").getByText("ben@example.com").waitFor();
    expect(await rowsOf("Calls")).toHaveLength(2);
  });

  it("lets the keyboard reach every table, to scroll it", async () => {
    await open({ viewport: { width: 320, height: 400 } });
    const reached: (string | null)[] = [];
    await page.keyboard.press("Tab");
    for (let stop = 0; stop < 5; stop++) {
      await page.keyboard.press("Tab");
      reached.push(await page.locator(":focus").getAttribute("aria-labelledby"));
    }
    expect(reached).toEqual(
      ["calls", "mailboxes", "forwards", "domains", "records"].map((id) => `${id}-title`),
    );
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  });

  it("keeps the rows that stay, so that what is selected in them stays selected", async () => {
    await open();
    await addBox("ann@example.com");
    const row = table("Mailboxes").getByRole("row", { name: "ann@example.com" });
    const element = await row.elementHandle();
    await addBox("ben@example.com");
    await table("Mailboxes").getByText("ben@example.com").waitFor();
    expect(await element.isVisible()).toBe(true);
  });

  it("says when the simulator has ended, and is live again when it is back", async () => {
    await open();
    await simulator.close();
    await page.getByText("Not connected").waitFor();
    const next = await start({ port: simulator.port });
    next.panel.addMailbox("ann@example.com", { quota: 5, password: "x" });
    await page.getByText("Live").waitFor();
    expect(await rowsOf("Mailboxes")).toEqual([["ann@example.com", "5"]]);
  });

  it.each(["no-preference", "reduce"] as const)("moves as little as is wished: %s", async (reducedMotion) => {
    await open({ reducedMotion });
    await addBox("ann@example.com");
    await table("Mailboxes").getByText("ann@example.com").waitFor();
    const animation = await page.evaluate(
      "getComputedStyle(document.querySelector('#mailboxes .new')).animationName",
    );
    expect(animation).toBe(reducedMotion === "reduce" ? "none" : "fresh");
  });

  it.each(["light", "dark"] as const)(
    "has nothing that axe finds fault with, in %s colours",
    async (colorScheme) => {
      simulator.panel.setDkim("example.com", true);
      await addBox("ann@example.com");
      await addBox("ann@example.com");
      await open({ colorScheme });
      await table("Calls").getByText("addmail").first().waitFor();
      await page.evaluate(axe);
      const { violations, passes } = await page.evaluate<AxeResults>("axe.run()");
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      expect(passes.map(({ id }) => id)).toContain("color-contrast");
    },
  );
});
