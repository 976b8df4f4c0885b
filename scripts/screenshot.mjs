/** `npm run docs:screenshot`: draws docs/simulator.png, the simulator's page with some calls, with Debian's Chromium. */
import { chromium } from "playwright-core";

import { startSimulator } from "../dist/simulator/simulator.js";

const account = { name: "demo", password: "demo-password" };
const simulator = await startSimulator({
  accounts: [{ ...account, domains: ["example.com"] }],
  port: 8002,
});
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", chromiumSandbox: false });
try {
  const page = await browser.newPage({ viewport: { width: 1200, height: 720 }, reducedMotion: "reduce" });
  await page.goto(simulator.pageUrl);
  const ann = { email: "ann@example.com", password: "ann-password", quota: "500" };
  await call("getlistmail");
  await call("addmail", ann);
  await call("addmail", { ...ann, email: "ben@example.com" });
  await call("addforward", { source: "info@example.com", target: "ann@example.com,office@example.org" });
  await call("onspf", { domain: "example.com" });
  await call("ondkim", { domain: "example.com" });
  await call("addmail", ann);
  await call("show_zones", { zone: "example.com" });
  await call("getlistmail");
  await page.getByRole("row", { name: "9 getlistmail" }).waitFor();
  await page.screenshot({ path: "docs/simulator.png" });
} finally {
  await browser.close();
  await simulator.close();
}

/** Makes a call as `demo`. */
async function call(/** @type {string} */ operation, /** @type {Record<string, string>} */ fields = {}) {
  const module = operation === "show_zones" ? "bindserver" : "mailclient";
  const { name: login, password: pass } = account;
  const body = new URLSearchParams({ login, pass, [module]: module, [operation]: operation, ...fields });
  await fetch(simulator.url, { method: "POST", body });
}
