import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import type { Simulator, SimulatorOptions } from "../../src/simulator/simulator";
import { simulatorStarter } from "../support/panelClient";
import {
  created,
  diffOf,
  errorOf,
  newRun,
  providerText,
  stackOf,
  updated,
  warningsOfTest,
  writesTo,
  type Kept,
  type Lifecycles,
  type StackConfig,
} from "../support/lifecycles";

const start = simulatorStarter();
const warnings = warningsOfTest();

const source = "info@example.com";
const [ann, bob, eve, zoe] = ["ann@example.com", "bob@example.org", "eve@example.net", "zoe@example.org"];
type Inputs = Readonly<Record<string, unknown>>;
const to = (...targets: string[]): Inputs => ({ source, targets });

/** A forwarding that an earlier run made, and what the panel forwarded the source to after each call since. */
interface Begun {
  readonly simulator: Simulator;
  readonly stack: StackConfig;
  readonly kept: Kept;
  readonly history: string[][];
}

async function begin(inputs: Inputs, options: SimulatorOptions = {}): Promise<Begun> {
  const history: string[][] = [];
  const simulator: Simulator = await start({
    ...options,
    onRequest: (entry) => {
      options.onRequest?.(entry);
      history.push(targetsOn(simulator));
    },
  });
  simulator.panel.setForward("other@example.com", [ann]);
  const stack = stackOf(simulator);
  const kept = await created((await newRun(stack)).mailForward, inputs);
  simulator.requests.length = 0;
  history.length = 0;
  return { simulator, stack, kept, history };
}

function forwardOn(simulator: Simulator): unknown {
  return simulator.panel.forwards().find((forward) => forward.source === source);
}

function targetsOn(simulator: Simulator): string[] {
  return (forwardOn(simulator) as { targets: string[] } | undefined)?.targets ?? [];
}

/** What the engine does for a replacement that deletes last. */
async function replaced({ mailForward }: Lifecycles, kept: Kept, news: Inputs): Promise<Kept> {
  expect(await diffOf(mailForward, kept, news)).toMatchObject({ changes: true, deleteBeforeReplace: false });
  const made = await created(mailForward, news);
  await mailForward.delete(kept.id, kept.state);
  return made;
}

/** What the engine does for one that a user has it delete first. */
async function deletedFirst({ mailForward }: Lifecycles, kept: Kept, news: Inputs): Promise<Kept> {
  await diffOf(mailForward, kept, news);
  await mailForward.delete(kept.id, kept.state);
  return created(mailForward, news);
}

it("A change whose old targets cannot be removed yet is kept as partly created, and finished by the next run", async () => {
  const { simulator, stack, kept } = await begin(to(ann));
  const answer = { kind: "code", code: 2 } as const;
  simulator.faults.push({ operation: "delforward", times: Infinity, answer });
  const error = await errorOf(deletedFirst(await newRun(stack), kept, to(bob)));
  expect(error).toMatchObject({ id: "info@example.com=>bob@example.org" });
  const state = error.properties as Kept["state"];
  expect(state).toMatchObject({ ...to(bob), incomplete: true, __provider: providerText });
  expect(targetsOn(simulator).sort()).toEqual([ann, bob]);
  simulator.faults.length = 0;
  const inputs = { ...kept.inputs, ...to(bob) };
  const done = await updated((await newRun(stack)).mailForward, { id: "", inputs, state }, to(bob));
  expect(done.state).not.toHaveProperty("incomplete");
  expect(targetsOn(simulator)).toEqual([bob]);
});

const panels = (["adds", "overwrites"] as const).flatMap((addforward) =>
  (["strict", "lenient", "single"] as const).map((delforward) => ({ addforward, delforward })),
);

describe.each(panels)(
  "a change of targets on a panel that $addforward, and deletes $delforward",
  (settings) => {
    it.each([
      ["last", replaced],
      ["first, as a user may ask", deletedFirst],
    ])("adds before it removes, the deletion coming %s", async (_, change) => {
      const { simulator, stack, kept, history } = await begin(to(ann, bob, zoe), { settings });
      const made = await change(await newRun(stack), kept, to(ann, eve));
      expect(made.id).toBe("info@example.com=>ann@example.com,eve@example.net");
      expect(made.state).toMatchObject({ ...to(ann, eve), __provider: providerText });
      expect(targetsOn(simulator).sort()).toEqual([ann, eve]);
      for (const targets of history) expect(targets).toContain(ann);
      expect(writesTo(simulator)[0]).toBe("addforward info@example.com => ann@example.com,eve@example.net");
      expect(warnings).toEqual([]);
    });

    it("to others alone never leaves the source without any", async () => {
      for (const change of [replaced, deletedFirst]) {
        const { simulator, stack, kept, history } = await begin(to(ann, bob), { settings });
        await change(await newRun(stack), kept, to(eve, zoe));
        expect(targetsOn(simulator).sort()).toEqual([eve, zoe]);
        for (const targets of history) expect(targets).not.toEqual([]);
      }
    });

    it.each([
      [1, "failed"],
      [2, "bad_parameters"],
      [1000, "no_permission"],
    ])("that the panel refuses with code %d leaves the old forwarding as it was", async (code, name) => {
      for (const change of [replaced, deletedFirst]) {
        const { simulator, stack, kept, history } = await begin(to(ann, bob), { settings });
        const answer = { kind: "code", code, message: "no such target" } as const;
        simulator.faults.push({ operation: "addforward", times: Infinity, answer });
        const error = await errorOf(change(await newRun(stack), kept, to(ann, eve)));
        expect(error).toMatchObject({ code: name, unsettled: false });
        expect(error).not.toHaveProperty("properties");
        expect(error.message).toContain(
          "The panel rejected eve@example.net. The forwarding stands as it was, to ann@example.com, bob@example.org. ",
        );
        expect(targetsOn(simulator)).toEqual([ann, bob]);
        for (const targets of history) expect(targets).toEqual([ann, bob]);
        // the engine has the old state still: the next run may correct the target, or take the change back
        simulator.faults.length = 0;
        expect(await diffOf((await newRun(stack)).mailForward, kept, to(ann, bob))).toMatchObject({
          changes: false,
        });
        simulator.requests.length = 0;
        await replaced(await newRun(stack), kept, to(ann, zoe));
        expect(targetsOn(simulator).sort()).toEqual([ann, zoe]);
      }
    });

    it("of which the panel takes a part and refuses the rest is taken back, and the error says which", async () => {
      let isRefusing = false;
      const begun = await begin(to(ann, bob), {
        settings,
        onRequest: ({ operation, fields }) => {
          if (!isRefusing || operation !== "addforward") return;
          const asked = (fields.target ?? "").split(",");
          const there = settings.addforward === "adds" ? targetsOn(begun.simulator) : [];
          const taken = [...new Set([...there, ...asked.filter((target) => target !== eve)])];
          begun.simulator.panel.setForward(source, taken);
        },
      });
      const { simulator, stack, kept } = begun;
      const answer = { kind: "code", code: 1, message: "eve?" } as const;
      simulator.faults.push({ operation: "addforward", times: 1, answer });
      isRefusing = true;
      const error = await errorOf(replaced(await newRun(stack), kept, to(ann, eve, zoe)));
      expect(error.message).toContain("The panel rejected eve@example.net. The forwarding stands as it was");
      expect(targetsOn(simulator).sort()).toEqual([ann, bob]);
    });
  },
);

describe("a change of targets", () => {
  it("on a panel that refuses what it has already sends what is new alone", async () => {
    const { simulator, stack, kept } = await begin(to(ann, bob));
    const answer = { kind: "code", code: 1 } as const;
    simulator.faults.push({ operation: "addforward", times: 2, answer });
    await replaced(await newRun(stack), kept, to(ann, eve));
    expect(targetsOn(simulator)).toEqual([ann, eve]);
    expect(writesTo(simulator)).toEqual([
      "addforward info@example.com => ann@example.com,eve@example.net",
      "addforward info@example.com => ann@example.com,bob@example.org",
      "addforward info@example.com => eve@example.net",
      "delforward info@example.com => bob@example.org",
    ]);
  });

  it("that only takes targets away adds nothing, and removes those alone", async () => {
    const { simulator, stack, kept } = await begin(to(ann, bob, eve));
    await replaced(await newRun(stack), kept, to(bob));
    expect(writesTo(simulator)).toEqual(["delforward info@example.com => ann@example.com,eve@example.net"]);
    expect(targetsOn(simulator)).toEqual([bob]);
  });

  it("that somebody made in the panel before is only recorded, as far as the panel goes", async () => {
    const { simulator, stack, kept } = await begin(to(ann, bob));
    simulator.panel.setForward(source, [ann, eve]);
    await replaced(await newRun(stack), kept, to(ann, eve));
    expect(writesTo(simulator)).toEqual([]);
  });

  it("is refused where the panel has a target that nobody declared, and touches nothing", async () => {
    const { simulator, stack, kept } = await begin(to(ann, bob));
    simulator.panel.setForward(source, [ann, bob, eve]);
    const error = await errorOf(replaced(await newRun(stack), kept, to(ann, zoe)));
    expect(error).toMatchObject({ code: "already_exists" });
    expect(error.message).toContain(
      `the panel forwards it to ${ann}, ${bob}, ${eve}, but the program says ${ann}, ${zoe}.`,
    );
    expect(targetsOn(simulator)).toEqual([ann, bob, eve]);
    expect(writesTo(simulator)).toEqual([]);
  });

  it("of a source that forwards nowhere any more makes it anew", async () => {
    const { simulator, stack, kept } = await begin(to(ann, bob));
    simulator.panel.setForward(source, []);
    await replaced(await newRun(stack), kept, to(ann, eve));
    expect(targetsOn(simulator)).toEqual([ann, eve]);
    expect(writesTo(simulator)).toHaveLength(1);
  });

  it("is refused where the list does not tell, and touches nothing", async () => {
    const { simulator, stack, kept } = await begin(to(ann, bob));
    const body = '{"error":0,"mess":"","data":["x"]}';
    simulator.faults.push({ operation: "getforwardmail", times: Infinity, answer: { kind: "body", body } });
    const error = await errorOf(replaced(await newRun(stack), kept, to(ann, eve)));
    expect(error).toMatchObject({ code: "list_unrecognised" });
    expect(writesTo(simulator)).toEqual([]);
    expect(targetsOn(simulator)).toEqual([ann, bob]);
  });

  it("whose answers are all lost is taken back where the list can be read", async () => {
    const { simulator, stack, kept } = await begin(to(ann, bob));
    const answer = { kind: "html" } as const;
    simulator.faults.push({ operation: "addforward", times: Infinity, answer });
    const error = await errorOf(replaced(await newRun(stack), kept, to(ann, eve)));
    expect(error).toMatchObject({ code: "not_json", unsettled: false });
    expect(error.message).toContain("The forwarding stands as it was");
  });

  it("whose outcome cannot be seen says so, and the next run ends right", async () => {
    const { simulator, stack, kept } = await begin(to(ann, bob));
    const status = { kind: "status", status: 503 } as const;
    simulator.faults.push(
      { operation: "addforward", work: true, answer: { kind: "reset" } },
      { operation: "getforwardmail", nth: 2, times: Infinity, answer: status },
    );
    const error = await errorOf(replaced(await newRun(stack), kept, to(ann, eve)));
    expect(error.message).toContain("Whether the forwarding stands as it was, to ann@example.com, bob@");
    simulator.faults.length = 0;
    await replaced(await newRun(stack), kept, to(ann, zoe));
    expect(targetsOn(simulator).sort()).toEqual([ann, zoe]);
  });

  it("of a server's name alone is recorded, and with the targets goes to the same forwarding", async () => {
    const { simulator, stack, kept, history } = await begin(to(ann, bob));
    const eu = { endpoint: simulator.url, username: "demo", password: "demo-password" };
    const named = { ...stack, "brainycp:servers": { eu } };
    const news = { ...to(ann, eve), server: "eu" };
    const made = await replaced(await newRun(named), kept, news);
    expect(made.state).toMatchObject(news);
    expect(targetsOn(simulator)).toEqual([ann, eve]);
    for (const targets of history) expect(targets).toContain(ann);
  });

  it.each(["__declared", "declared"])(
    "after a refresh goes by the program's word, kept as %s",
    async (name) => {
      for (const change of [replaced, deletedFirst]) {
        const { simulator, stack, kept, history } = await begin(to(ann, bob));
        simulator.panel.setForward(source, [ann, eve]);
        const { mailForward } = await newRun(stack);
        const { id = "", props, inputs } = await mailForward.read(kept.id, kept.state);
        const { __declared: declared, ...rest } = props ?? {};
        expect(declared).toEqual([ann, bob]);
        const found: Kept = {
          id,
          state: { ...rest, [name]: declared, __provider: providerText },
          inputs: { ...inputs, __provider: providerText },
        };
        expect(found.state).toMatchObject({ targets: [ann, eve] });
        await change(await newRun(stack), found, to(ann, bob));
        expect(targetsOn(simulator)).toEqual([ann, bob]);
        for (const targets of history) expect(targets).toContain(ann);
      }
    },
  );
});

describe("a copy in the source's own mailbox", () => {
  const kept = (saveLocal: boolean, ...targets: string[]): Inputs => ({ ...to(...targets), saveLocal });
  const modes = (["adds", "overwrites"] as const).flatMap((addforward) =>
    [false, true].map((refuseRepeatedForward) => ({ addforward, refuseRepeatedForward })),
  );

  it.each(modes)("is turned on and off on a panel with %j", async (settings) => {
    for (const change of [replaced, deletedFirst]) {
      const begun = await begin(kept(false, ann, bob), { settings });
      const { simulator, stack } = begun;
      const on = await change(await newRun(stack), begun.kept, kept(true, ann, bob));
      expect(forwardOn(simulator)).toEqual({ source, targets: [ann, bob], saveLocal: true });
      await change(await newRun(stack), on, kept(false, ann, bob));
      expect(forwardOn(simulator)).toEqual({ source, targets: [ann, bob], saveLocal: false });
    }
  });

  it.each(modes)("changes with the targets on a panel with %j", async (settings) => {
    const begun = await begin(kept(true, ann, bob), { settings });
    const { simulator, stack } = begun;
    const off = await replaced(await newRun(stack), begun.kept, kept(false, ann, eve));
    expect(forwardOn(simulator)).toMatchObject({ saveLocal: false });
    expect(targetsOn(simulator).sort()).toEqual([ann, eve]);
    await replaced(await newRun(stack), off, kept(true, zoe));
    expect(forwardOn(simulator)).toEqual({ source, targets: [zoe], saveLocal: true });
  });

  it("is turned on without an interruption where the panel takes a repetition", async () => {
    const { simulator, stack, kept: old, history } = await begin(kept(false, ann, bob));
    await replaced(await newRun(stack), old, kept(true, ann, bob));
    expect(writesTo(simulator)).toEqual(["addforward info@example.com => ann@example.com,bob@example.org"]);
    for (const targets of history) expect(targets).toEqual([ann, bob]);
  });

  it("that the panel then refuses to do without is put back, and the error says so", async () => {
    const { simulator, stack, kept: old } = await begin(kept(true, ann, bob));
    simulator.faults.push({ operation: "addforward", answer: { kind: "code", code: 1 } });
    const error = await errorOf(replaced(await newRun(stack), old, kept(false, ann, bob)));
    expect(error).toMatchObject({ code: "failed" });
    expect(error.message).toContain("The forwarding stands as it was, to ann@example.com, bob@example.org");
    expect(forwardOn(simulator)).toEqual({ source, targets: [ann, bob], saveLocal: true });
  });

  it("is not touched before new targets are taken", async () => {
    const { simulator, stack, kept: old, history } = await begin(kept(true, ann, bob));
    simulator.faults.push({ operation: "addforward", times: Infinity, answer: { kind: "code", code: 2 } });
    await errorOf(replaced(await newRun(stack), old, kept(false, ann, eve)));
    for (const targets of history) expect(targets).toEqual([ann, bob]);
    expect(forwardOn(simulator)).toMatchObject({ saveLocal: true });
  });
});

describe("a replacement that was killed", () => {
  /** The new forwarding is in the state, and the old one's deletion is still to come. */
  async function killedBetween(news: Inputs): Promise<Begun & { made: Kept }> {
    const begun = await begin(to(ann, bob));
    const { mailForward } = await newRun(begun.stack);
    await diffOf(mailForward, begun.kept, news);
    const made = await created(mailForward, news);
    begun.simulator.requests.length = 0;
    return { ...begun, made };
  }

  it.each([[[ann, eve]], [[ann]], [[ann, bob, eve]]])(
    "between creation and deletion keeps %j in the next run, which made nothing itself",
    async (targets) => {
      const { simulator, stack, kept, made } = await killedBetween(to(...targets));
      const { mailForward } = await newRun(stack);
      expect(await diffOf(mailForward, made, to(...targets))).toMatchObject({ changes: false });
      await mailForward.delete(kept.id, kept.state);
      expect(targetsOn(simulator)).toEqual(targets);
      expect(warnings).toEqual([]);
      expect(writesTo(simulator).some((call) => call.startsWith("addforward"))).toBe(false);
    },
  );

  it("between them, of a copy alone, keeps every target", async () => {
    const news = { ...to(ann, bob), saveLocal: true };
    const { simulator, stack, kept, made } = await killedBetween(news);
    const { mailForward } = await newRun(stack);
    await diffOf(mailForward, made, news);
    await mailForward.delete(kept.id, kept.state);
    expect(forwardOn(simulator)).toEqual({ source, targets: [ann, bob], saveLocal: true });
  });

  it("between them, and changed again, removes what neither declares any more", async () => {
    const { simulator, stack, kept, made } = await killedBetween(to(ann, eve));
    const run = await newRun(stack);
    await replaced(run, made, to(ann, zoe));
    await run.mailForward.delete(kept.id, kept.state);
    expect(targetsOn(simulator)).toEqual([ann, zoe]);
  });

  it("is removed whole by a destroy, in either order", async () => {
    for (const isOldFirst of [true, false]) {
      const { simulator, stack, kept, made } = await killedBetween(to(ann, eve));
      const { mailForward } = await newRun(stack);
      for (const each of isOldFirst ? [kept, made] : [made, kept])
        await mailForward.delete(each.id, each.state);
      expect(targetsOn(simulator)).toEqual([]);
    }
    expect(warnings).toEqual([]);
  });

  it("before the engine had recorded anything is done again by the next run", async () => {
    const { simulator, stack, kept } = await killedBetween(to(ann, eve));
    await replaced(await newRun(stack), kept, to(ann, eve));
    expect(targetsOn(simulator)).toEqual([ann, eve]);
    expect(writesTo(simulator)).toEqual(["delforward info@example.com => bob@example.org"]);
  });

  it("after a deletion that came first is done by the next run, in which none comes any more", async () => {
    const { simulator, stack, kept } = await begin(to(ann, bob));
    const { mailForward } = await newRun(stack);
    await diffOf(mailForward, kept, to(eve));
    await mailForward.delete(kept.id, kept.state);
    expect(targetsOn(simulator)).toEqual([ann, bob]);
    const next = await newRun(stack);
    await diffOf(next.mailForward, kept, to(zoe));
    await created(next.mailForward, to(zoe));
    expect(targetsOn(simulator)).toEqual([zoe]);
  });
});

/** A journal that knows nothing of the runs before: the folder of another machine. */
function otherJournal(): string {
  return mkdtempSync(join(process.env.XDG_STATE_HOME ?? "", "journal-"));
}

describe("a replacement that a user forces", () => {
  it("is refused, says how to do it, and touches nothing", async () => {
    const { simulator, stack } = await begin(to(ann, bob));
    // the run that made it ended well
    const { mailForward } = await newRun({ ...stack, "brainycp:journal": otherJournal() });
    const error = await errorOf(created(mailForward, to(ann, bob)));
    expect(error).toMatchObject({ code: "already_exists" });
    expect(error.message).toContain("(--replace, taint), write deleteBeforeReplace: true");
    expect(writesTo(simulator)).toEqual([]);
  });

  it("with deleteBeforeReplace leaves the forwarding where it is", async () => {
    const { simulator, stack, kept } = await begin(to(ann, bob));
    const { mailForward } = await newRun({ ...stack, "brainycp:journal": otherJournal() });
    await mailForward.check({}, { ...to(ann, eve), __provider: providerText });
    await mailForward.delete(kept.id, kept.state);
    expect(writesTo(simulator)).toEqual([]);
    await created(mailForward, to(ann, eve));
    expect(targetsOn(simulator)).toEqual([ann, eve]);
  });
});
