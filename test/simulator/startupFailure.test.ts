import { readCommandLine } from "../../src/simulator/simulatorArguments";
import { startupFailure } from "../../src/simulator/startupFailure";

/** An error as Node makes it of the system's. */
function systemError(code: string, errno: number, syscall: string, path?: string): Error {
  return Object.assign(new Error(`${code}: …, ${syscall}`), { code, errno, syscall, path });
}

const args = ["--port", "80", "--state", "/srv/panel.json", "--dovecot", "mail"];

// Where root runs the tests, or every port is open to all, the system refuses neither.
it.each([
  [systemError("EACCES", -13, "listen"), "port 80 is not yours to use (permission denied); try --port 0"],
  [
    systemError("EACCES", -13, "open", "/srv/panel.json.17.tmp"),
    "--state /srv/panel.json: permission denied; choose another place",
  ],
  [
    systemError("EROFS", -30, "mkdir", `${process.cwd()}/mail/Maildir`),
    "--dovecot mail: read-only file system; choose another place",
  ],
  [systemError("EACCES", -13, "open", "/srv/panel"), "EACCES: …, open"],
  [new Error("There is no mail folder x: make it first."), "There is no mail folder x: make it first."],
])("%s is put into words", (error, words) => {
  expect(startupFailure(error, readCommandLine(args))).toBe(words);
});
