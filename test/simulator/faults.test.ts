import type { Fault } from "../../src/simulator/faults";
import { code, demo, encode, post, simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

describe("the calls that a fault applies to", () => {
  const forced = { kind: "code", code: 9, message: "" } as const;

  async function codesUnder(faults: Fault[], calls: number): Promise<unknown[]> {
    const simulator = await start({ faults });
    const codes: unknown[] = [];
    for (let nth = 0; nth < calls; nth++) codes.push(await code(simulator, "getlistmail"));
    return codes;
  }

  it.each<[Omit<Fault, "answer">, number[]]>([
    [{}, [9, 1, 1, 1]],
    [{ nth: 3 }, [1, 1, 9, 1]],
    [{ times: 2 }, [9, 9, 1, 1]],
    [{ nth: 2, times: 2 }, [1, 9, 9, 1]],
    [{ times: Infinity }, [9, 9, 9, 9]],
    [{ operation: "getlistmail", nth: 2 }, [1, 9, 1, 1]],
    [{ operation: "getforwardmail", times: Infinity }, [1, 1, 1, 1]],
    [{ fields: { login: "demo" }, times: 1 }, [9, 1, 1, 1]],
    [{ fields: { login: "dem" }, times: 1 }, [1, 1, 1, 1]],
    [{ fields: { login: "demo", language: "en" } }, [1, 1, 1, 1]],
  ])("%j", async (rule, codes) => {
    expect(await codesUnder([{ ...rule, answer: forced }], codes.length)).toEqual(codes);
  });

  it("every rule counts the calls it matches, and the first one in force applies", async () => {
    const faults: Fault[] = [
      { nth: 2, answer: { ...forced, code: 8 } },
      { times: 3, answer: forced },
    ];
    expect(await codesUnder(faults, 4)).toEqual([9, 8, 9, 1]);
  });

  it("a rule for “none” applies to calls without an operation, whether or not the login is right", async () => {
    const simulator = await start({
      faults: [{ operation: "none", answer: { kind: "status", status: 502 } }],
    });
    expect(await code(simulator, "getlistmail")).toBe(1);
    const login = encode([
      ["login", demo.name],
      ["pass", "wrong"],
    ]);
    expect((await post(simulator, login)).status).toBe(502);
    expect((await post(simulator, login)).status).toBe(200);
  });

  it("the caller's own array is not changed", async () => {
    const faults: Fault[] = [{ answer: forced }];
    const simulator = await start({ faults });
    simulator.faults.length = 0;
    expect(faults).toHaveLength(1);
    expect(await code(simulator, "getlistmail")).toBe(1);
  });
});
