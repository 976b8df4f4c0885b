import { chromium, type Browser } from "playwright-core";
import { serverProgram } from "../../src/simulator/localServer";

const chromiumProgram = serverProgram("chromium");

/** `describe` for tests in a real browser, which are skipped where Chromium is not installed. */
export function describeWithChromium(title: string, tests: () => void): void {
  if (chromiumProgram !== undefined) describe(title, tests);
  else describe.skip(`${title} (needs Chromium: apt-get install chromium)`, tests);
}

/** Starts a Chromium without its sandbox, which root cannot have; it is shown only what the tests make. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumProgram ?? "", chromiumSandbox: false });
}
