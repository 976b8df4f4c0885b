import { anyAddress, describeWithDovecot, startDovecot } from "../support/testDovecot";
import { withLogin } from "../support/imapLogin";
import { contentsOf, hashOf, mailIn } from "../support/maildirContents";
import { oddMessages } from "../support/oddMessages";

describeWithDovecot("a Dovecot", () => {
  it.each([
    ["INBOX.", "."],
    ["", "/"],
  ] as const)(
    "with the prefix %j and the separator %j keeps odd messages as they are",
    async (prefix, separator) => {
      const dovecot = await startDovecot({ separator });
      const address = anyAddress();
      dovecot.addAccount(address, "secret");
      const messages = oddMessages();
      await withLogin(dovecot, { user: address, pass: "secret" }, async (client) => {
        await client.mailboxCreate(["Work", "2024 Grüße"]);
        for (const { bytes } of messages)
          await client.append(
            `${prefix}Work${separator}2024 Grüße`,
            bytes,
            ["\\Seen", "$Later"],
            new Date("2024-02-29T12:00:00Z"),
          );
      });
      const { messages: found, folders, subscriptions } = contentsOf(dovecot.maildirOf(address));
      expect(found).toEqual(
        messages
          .map(({ bytes }) =>
            ["Work.2024 Gr&APwA3w-e", hashOf(bytes), "2024-02-29T12:00:00.000Z", "\\Seen", "$Later"].join(
              "\t",
            ),
          )
          .sort(),
      );
      expect(folders).toEqual(["INBOX", "Work.2024 Gr&APwA3w-e"]);
      expect(subscriptions).toContain("Work.2024 Gr&APwA3w-e");
    },
  );

  it("keeps accounts and mail over a restart and after a kill", async () => {
    const dovecot = await startDovecot();
    const address = anyAddress();
    const login = { user: address, pass: "secret" };
    dovecot.addAccount(address, "secret");
    await withLogin(dovecot, login, (client) => client.append("INBOX", "Subject: kept\r\n\r\n"));
    const before = mailIn(dovecot.maildirOf(address));
    await dovecot.restart();
    await withLogin(dovecot, login, (client) => client.noop());
    await dovecot.kill();
    await expect(withLogin(dovecot, login, (client) => client.noop())).rejects.toThrow("ECONNREFUSED");
    await dovecot.restart();
    await withLogin(dovecot, login, (client) => client.noop());
    expect(before).toHaveLength(1);
    expect(mailIn(dovecot.maildirOf(address))).toEqual(before);
  });

  it("ends the sessions that are open when it is killed", async () => {
    const dovecot = await startDovecot();
    const address = anyAddress();
    dovecot.addAccount(address, "secret");
    await withLogin(dovecot, { user: address, pass: "secret" }, async (client) => {
      const closed = new Promise((resolve) => client.once("close", resolve));
      await dovecot.kill();
      await closed;
      expect(client.usable).toBe(false);
    });
  });
});
