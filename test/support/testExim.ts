import { eximProgram } from "../../src/simulator/exim";
import { describeWithDovecot } from "./testDovecot";

/** `describe` for tests in which mail is sent, which are skipped where Exim or Dovecot is not installed. */
export function describeWithExim(title: string, tests: () => void): void {
  if (eximProgram !== undefined) describeWithDovecot(title, tests);
  else describe.skip(`${title} (needs Exim: apt-get install exim4-daemon-light)`, tests);
}
