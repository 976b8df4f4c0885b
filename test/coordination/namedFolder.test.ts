import { simulatorStarter } from "../support/panelClient";
import {
  checked,
  created,
  diffOf,
  errorOf,
  newRun,
  stackOf,
  warningsOfTest,
  writesTo,
  type Lifecycles,
} from "../support/lifecycles";

const start = simulatorStarter();
const warnings = warningsOfTest();

const inputsOf = {
  mailbox: { email: "ann@example.com", password: "p", quota: 1 },
  mailForward: { source: "info@example.com", targets: ["ann@example.com"] },
  domainSpf: { domain: "example.com" },
  domainDkim: { domain: "example.com" },
} as const;
const kinds = Object.keys(inputsOf) as (keyof Lifecycles)[];
const blocked = { "brainycp:coordinator": "/dev/null/journal" };
const words =
  /^brainycp:coordinator must name a folder that can be written; \/dev\/null\/journal cannot: ENOTDIR[^]*brainycp:coordinator FOLDER$/;

describe.each(kinds)("with a brainycp:coordinator that cannot be written, a resource of kind %s", (kind) => {
  it("is not created: the error names the setting, and nothing was sent that changes the panel", async () => {
    const simulator = await start();
    const lifecycle = (await newRun(stackOf(simulator, blocked)))[kind];
    const inputs = await checked(lifecycle, inputsOf[kind]);
    expect(await errorOf(lifecycle.create(inputs))).toMatchObject({
      code: "config",
      message: expect.stringMatching(words) as string,
    });
    expect(writesTo(simulator)).toEqual([]);
  });

  it("is not deleted either, and previews go on", async () => {
    const simulator = await start();
    const kept = await created((await newRun(stackOf(simulator)))[kind], inputsOf[kind]);
    writesTo(simulator);
    const lifecycle = (await newRun(stackOf(simulator, blocked)))[kind];
    expect(await diffOf(lifecycle, kept, inputsOf[kind])).toMatchObject({ changes: false });
    // a removal and a destroy come without a diff
    const removal = (await newRun(stackOf(simulator, blocked)))[kind];
    expect((await errorOf(removal.delete(kept.id, kept.state))).message).toMatch(words);
    expect([writesTo(simulator), warnings]).toEqual([[], []]);
  });
});
