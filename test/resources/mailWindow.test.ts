import execa from "execa";
import { join } from "node:path";
import { describeWithExim } from "../support/testExim";

/** What `bench/window.mjs` counts. */
interface Count {
  readonly sent: number;
  readonly refused: number;
  readonly returned: number;
  readonly lost: number;
  readonly doubled: number;
  readonly falselyReturned: number;
  readonly parked: number;
  readonly left: readonly string[];
}

/** Changes a quota while a real Exim gets 50 messages a second for the mailbox, and counts what became of them. */
async function countMail(name: string): Promise<Count> {
  const bench = join(__dirname, "../../bench/window.mjs");
  const { stdout } = await execa(process.execPath, [bench, "--json", "--case", name]);
  const counts = JSON.parse(stdout) as Record<string, Count>;
  const count = counts[name];
  if (count === undefined) throw new Error(`The bench knows no case ${name}.`);
  return count;
}

const left = ["sender@example.com 100", "ann@example.com 600"];
const none = { refused: 0, returned: 0, lost: 0, doubled: 0, falselyReturned: 0 };

describeWithExim("mail that arrives while a mailbox is made anew", () => {
  it.each(["with parking, a slow panel", "with parking, the panel refuses repetitions"])(
    "is in the new mailbox once, with parkMail: %s",
    async (name) => {
      const count = await countMail(name);
      expect(count).toMatchObject({ ...none, left });
      expect(count.sent).toBeGreaterThan(100);
      expect(count.parked).toBeGreaterThan(0);
    },
  );

  it("is neither lost nor doubled where the panel deletes forwardings with the mailbox", async () => {
    const { refused, returned, ...count } = await countMail("with parking, forwardings go with the mailbox");
    // while the forwarding is gone, what comes is refused, and what had come just before is returned: its sender knows
    expect({ refused, returned, ...count }).toMatchObject({ ...none, refused, returned, left });
    expect(refused + returned).toBeLessThan(count.sent / 2);
    expect(count.parked).toBeGreaterThan(0);
  });

  it("is refused or lost without parkMail, and never doubled", async () => {
    const count = await countMail("without parking, a slow panel");
    expect(count.refused + count.returned + count.lost).toBeGreaterThan(0);
    expect(count).toMatchObject({ doubled: 0, parked: 0, left });
  });
});
