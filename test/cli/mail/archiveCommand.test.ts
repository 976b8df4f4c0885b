import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Archive } from "../../../src/mail/archive";
import { emptyFolder, passphrase } from "../../support/archives";
import { describeWithDovecot, startDovecot, type TestDovecot } from "../../support/testDovecot";
import { contentsOf } from "../../support/maildirContents";
import {
  addMailbox,
  mailboxPassword as password,
  optionsFor,
  remake,
  runMail,
} from "../../support/mailCommands";
import { asMailProgram, fillMailbox, plainMessage } from "../../support/mailProgram";
import { startWireTap } from "../../support/wireTap";

describeWithDovecot("mail archive", () => {
  let dovecot: TestDovecot;
  beforeAll(async () => {
    dovecot = await startDovecot();
  });

  const env = { BRAINYCP_MAILBOX_PASSWORD: password };
  const filled = async (messages = 3): Promise<string> => {
    const address = addMailbox(dovecot);
    await asMailProgram(dovecot, { address, password }, async (client) => {
      for (let number = 1; number <= messages; number += 1)
        await client.append("INBOX", plainMessage(number));
    });
    return address;
  };

  it("copies all mail of a mailbox into an archive, and changes nothing there", async () => {
    const address = addMailbox(dovecot);
    await fillMailbox(dovecot, { address, password });
    // Dovecot makes the folders that every mailbox has when they are listed first
    await asMailProgram(dovecot, { address, password }, (client) =>
      client.list({ statusQuery: { messages: true } }),
    );
    const before = contentsOf(dovecot.maildirOf(address));
    const root = emptyFolder();
    const { code, output, errors } = await runMail(
      ["archive", address, "--archive", root, ...optionsFor(dovecot)],
      { env },
    );
    const [folder = "", ...others] = Archive.find(root, address);
    expect(others).toEqual([]);
    expect([code, output]).toEqual([0, expect.stringMatching(/^box-.*: \d+ messages \(\d\.\d MB\) in /)]);
    expect(output.endsWith(` in ${folder}`)).toBe(true);
    expect(errors).toBe(`Archiving ${address}\nReading the archive of ${address} back`);
    expect(contentsOf(dovecot.maildirOf(address))).toEqual(before);
    const archive = Archive.open(folder);
    expect([archive.isSealed, archive.finishedAt]).toEqual([true, undefined]);
    expect((await archive.check()).messages).toBe(before.messages.length);
  });

  it("asks at a terminal for the mail server, and for the password of each mailbox", async () => {
    const [one, other] = [await filled(1), await filled(2)];
    const root = emptyFolder();
    const answers = {
      "Mail server": dovecot.host,
      [`Password of ${one}`]: password,
      [`Password of ${other}`]: password,
    };
    const rest = optionsFor(dovecot).slice(2);
    const { code, output } = await runMail(["archive", one, other, one, "--archive", root, ...rest], {
      answers,
    });
    expect(code).toBe(0);
    expect(output.split("\n").map((line) => line.split(" (")[0])).toEqual([
      `${one}: 1 message`,
      `${other}: 2 messages`,
    ]);
  });

  it("takes the panel's host for the mail server, and does not ask for the panel's login", async () => {
    const address = await filled();
    const root = emptyFolder();
    const named = { ...env, BRAINYCP_ENDPOINT: `http://${dovecot.host}:1`, BRAINYCP_USERNAME: "demo" };
    const rest = optionsFor(dovecot).slice(2);
    const { code } = await runMail(["archive", address, "--archive", root, ...rest], { env: named });
    expect(code).toBe(0);
    const [folder = ""] = Archive.find(root);
    expect(Archive.open(folder).facts).toMatchObject({
      address,
      owner: "demo",
      endpoint: `http://${dovecot.host}:1/api/api.php`,
    });
  });

  it("speaks TLS with a certificate from a file", async () => {
    const address = await filled();
    const folder = emptyFolder();
    writeFileSync(join(folder, "ca.pem"), dovecot.certificate.cert);
    const tls = ["--imap-host", dovecot.host, "--imap-port", String(dovecot.tlsPort)];
    const args = ["archive", address, "--archive", "archive", ...tls];
    expect(await runMail([...args, "--imap-ca-cert", "ca.pem"], { env, folder })).toMatchObject({ code: 0 });
    expect(Archive.find(join(folder, "archive"))).toHaveLength(1);
    const untrusted = await runMail(args, { env, folder });
    expect(untrusted.code).toBe(1);
    expect(untrusted.errors).toContain("Set --imap-ca-cert to the certificate that signed it");
  });

  it("encrypts with BRAINYCP_ARCHIVE_KEY", async () => {
    const address = await filled();
    const root = emptyFolder();
    const { code } = await runMail(["archive", address, "--archive", root, ...optionsFor(dovecot)], {
      env: { ...env, BRAINYCP_ARCHIVE_KEY: passphrase },
    });
    expect(code).toBe(0);
    const [folder = ""] = Archive.find(root);
    const names = readdirSync(join(folder, "objects"));
    expect(names).toHaveLength(3);
    for (const name of names) expect(name).toMatch(/\.eml\.enc$/);
    expect(Archive.open(folder, passphrase).tally().messages).toBe(3);
  });

  it("archives the other mailboxes where one does not let its password in", async () => {
    const [one, other] = [addMailbox(dovecot), await filled()];
    const root = emptyFolder();
    const answers = { [`Password of ${one}`]: "wrong", [`Password of ${other}`]: password };
    const args = ["archive", one, other, "--archive", root, ...optionsFor(dovecot)];
    const { code, output, errors } = await runMail(args, { answers });
    expect(code).toBe(1);
    expect(output).toContain(`${other}: 3 messages`);
    expect(errors).toContain(`pulumi-brainycp: ${one}: The mail server ${dovecot.host}:`);
    expect(Archive.find(root, one)).toEqual([]);
  });

  it("goes on with an archive whose filling broke off, and fetches nothing twice", async () => {
    const address = await filled(40);
    const root = emptyFolder();
    const tap = await startWireTap(dovecot.plainPort);
    const options = ["--imap-host", dovecot.host, "--imap-port", String(tap.port), "--imap-security", "none"];
    const args = ["archive", address, "--archive", root, ...options];
    await asMailProgram(dovecot, { address, password }, (client) =>
      client.append("INBOX", plainMessage(41, 3_000_000)),
    );
    let passed = 0;
    tap.onPiece = (from, piece) => {
      passed += from === "server" ? piece.length : 0;
      return passed > 1_500_000 ? undefined : piece;
    };
    const broken = await runMail(args, { env });
    expect(broken.code).toBe(1);
    expect(broken.errors).toContain("Run it again; it goes on where it stopped");
    const [folder = ""] = Archive.find(root);
    expect([Archive.open(folder).isSealed, Archive.open(folder).tally().messages]).toEqual([false, 40]);

    tap.onPiece = (_, piece) => piece;
    const before = tap.sent.length;
    const again = await runMail(args, { env });
    await tap.close();
    expect([again.code, again.output]).toEqual([0, `${address}: 41 messages (3.0 MB) in ${folder}`]);
    expect(Archive.find(root)).toEqual([folder]);
    const fetched = Array.from(
      tap.sent.slice(before).matchAll(/UID FETCH (\S+) .*BODY/g),
      ([, uids]) => uids,
    );
    expect(new Set(fetched)).toEqual(new Set(["41"]));
  });

  it("begins anew where the mailbox was made anew: the archive may be the only copy", async () => {
    const address = await filled();
    const root = emptyFolder();
    const args = ["archive", address, "--archive", root, ...optionsFor(dovecot)];
    expect(await runMail(args, { env })).toMatchObject({ code: 0 });
    const [old = ""] = Archive.find(root);
    rmSync(join(old, "seal.json"));
    remake(dovecot, address);
    const { code, output } = await runMail(args, { env });
    expect([code, output]).toEqual([0, expect.stringContaining(`${address}: 0 messages`)]);
    expect(Archive.find(root)).toHaveLength(2);
    expect(Archive.open(old).tally().messages).toBe(3);
  });
});

describe("mail archive, without a mail server", () => {
  it.each<[string, readonly string[], NodeJS.ProcessEnv, string]>([
    [
      "no mail server",
      ["ann@example.com"],
      {},
      "There is no mail server to reach. Name it: --imap-host HOST",
    ],
    [
      "no password",
      ["ann@example.com", "--imap-host", "127.0.0.1"],
      {},
      "The password of ann@example.com is missing: read -rs BRAINYCP_MAILBOX_PASSWORD && export",
    ],
    [
      "one password for two mailboxes",
      ["ann@example.com", "ben@example.com", "--imap-host", "127.0.0.1"],
      { BRAINYCP_MAILBOX_PASSWORD: password },
      "BRAINYCP_MAILBOX_PASSWORD is the password of one mailbox",
    ],
    [
      "clear text to another machine",
      ["ann@example.com", "--imap-host", "mail.example.com", "--imap-security", "none"],
      {},
      "--imap-security must be tls or starttls: with none, passwords travel to another machine in clear text",
    ],
    [
      "a key that is too short",
      ["ann@example.com", "--imap-host", "127.0.0.1"],
      { BRAINYCP_ARCHIVE_KEY: "short" },
      "BRAINYCP_ARCHIVE_KEY must have 12 characters or more\n      read -rs BRAINYCP_ARCHIVE_KEY && export",
    ],
    [
      "a mail server that is not there",
      ["ann@example.com", "--imap-host", "127.0.0.1", "--imap-port", "1"],
      { BRAINYCP_MAILBOX_PASSWORD: password },
      "Check --imap-host and --imap-port",
    ],
  ])("refuses %s, and writes nothing", async (_, args, env, words) => {
    const root = emptyFolder();
    const { code, output, errors } = await runMail(["archive", ...args, "--archive", root], { env });
    expect([code, output]).toEqual([1, ""]);
    expect(errors).toContain(words);
    expect(readdirSync(root)).toEqual([]);
  });
});
