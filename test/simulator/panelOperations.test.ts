import { callFields, encode, post, simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

describe("the operation of a form", () => {
  it.each([
    ["the module", { mailclient: "1" }],
    ["the operation", { getlistmail: "1" }],
  ])("%s counts only with its constant as the value; otherwise the page is blank", async (_, fields) => {
    const simulator = await start();
    const response = await post(
      simulator,
      encode([...callFields("getlistmail"), ...Object.entries<string>(fields)]),
    );
    expect([response.status, await response.text()]).toEqual([200, ""]);
    expect(simulator.requests[0]?.operation).toBe("none");
  });

  it("an operation under the wrong module does not count", async () => {
    const simulator = await start();
    const fields = callFields("getlistmail").map(([name, value]): [string, string] =>
      name === "mailclient" ? ["bindserver", "bindserver"] : [name, value],
    );
    expect(await (await post(simulator, encode(fields))).text()).toBe("");
  });
});
