import type { Fault, FaultAnswer } from "../../src/simulator/faults";
import type { Simulator } from "../../src/simulator/simulator";
import { call, callFields, encode, post, simulatorStarter } from "../support/panelClient";

const start = simulatorStarter();

const box = { email: "a@example.com", password: "x", quota: "1", language: "en" };
const added = '{"error":0,"mess":"Mailbox added successfully: a@example.com"}';

function addBox(simulator: Simulator, fields: Record<string, string> = {}): Promise<Response> {
  return post(simulator, encode(callFields("addmail", { ...box, ...fields })));
}

async function withFault(answer: FaultAnswer, rule: Omit<Fault, "answer"> = {}): Promise<Simulator> {
  return start({ faults: [{ operation: "addmail", ...rule, answer }] });
}

/** The cause that fetch names for a connection that ended. */
async function causeOf(promise: Promise<unknown>): Promise<unknown> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason as { cause?: { code?: string } },
  );
  return error?.cause?.code;
}

describe("a fault", () => {
  it("of kind code has the operation's text unless another is given", async () => {
    const simulator = await withFault({ kind: "code", code: 3 }, { times: 2 });
    expect(await (await addBox(simulator)).text()).toBe(
      '{"error":3,"mess":"An error occurred while adding mailbox: a@example.com"}',
    );
    simulator.faults.splice(0, 1, { answer: { kind: "code", code: 77, message: "no disk" } });
    expect(await (await addBox(simulator)).text()).toBe('{"error":77,"mess":"no disk"}');
    expect(simulator.requests.map(({ code, fault }) => [code, fault])).toEqual([
      [3, "code"],
      [77, "code"],
    ]);
    expect(simulator.panel.mailboxes()).toEqual([]);
  });

  it("of kind code may hide work that was done", async () => {
    const simulator = await withFault({ kind: "code", code: 3 }, { work: true });
    expect(await (await addBox(simulator)).json()).toMatchObject({ error: 3 });
    expect(simulator.panel.mailboxes()).toHaveLength(1);
  });

  it("of kind status has a status, and Retry-After if given", async () => {
    const simulator = await withFault({ kind: "status", status: 503, retryAfter: "7", body: "busy" });
    simulator.faults.push({ operation: "addmail", nth: 2, answer: { kind: "status", status: 500 } });
    const first = await addBox(simulator);
    expect([first.status, first.headers.get("retry-after"), await first.text()]).toEqual([503, "7", "busy"]);
    const second = await addBox(simulator);
    expect([second.status, second.headers.get("retry-after"), await second.text()]).toEqual([500, null, ""]);
    expect(simulator.panel.mailboxes()).toEqual([]);
  });

  it.each<[FaultAnswer, number, string, string | null]>([
    [{ kind: "body", body: "<?php" }, 200, "<?php", "text/html; charset=UTF-8"],
    [{ kind: "body", body: "{}", contentType: "application/json" }, 200, "{}", "application/json"],
    [{ kind: "body", body: "" }, 200, "", "text/html; charset=UTF-8"],
    [{ kind: "html", body: "<p>no</p>" }, 200, "<p>no</p>", "text/html; charset=UTF-8"],
  ])("%j sends exactly its body", async (answer, status, body, type) => {
    const simulator = await withFault(answer);
    const response = await addBox(simulator);
    expect([response.status, await response.text(), response.headers.get("content-type")]).toEqual([
      status,
      body,
      type,
    ]);
    expect(simulator.panel.mailboxes()).toEqual([]);
  });

  it("of kind html has a default page", async () => {
    const simulator = await withFault({ kind: "html" });
    expect(await (await addBox(simulator)).text()).toMatch(/^<html>\n<head><title>502 Bad Gateway<\/title>/);
  });

  it("of kind warning prints before the real answer", async () => {
    const simulator = await withFault({ kind: "warning" });
    simulator.faults.push({ nth: 2, answer: { kind: "warning", text: "Notice: x\n" } });
    const text = await (await addBox(simulator)).text();
    expect(text).toMatch(/^<br \/>\n<b>Warning<\/b>: .* on line <b>214<\/b><br \/>\n\{/);
    expect(text.endsWith(`\n${added}`)).toBe(true);
    expect(await (await addBox(simulator, { email: "b@example.com" })).text()).toBe(
      `Notice: x\n${added.replace("a@", "b@")}`,
    );
    expect(simulator.panel.mailboxes()).toHaveLength(2);
  });

  it.each([
    [undefined, 302],
    [308, 308],
  ])("of kind redirect with status %s is a %d", async (status, expected) => {
    const location = "https://panel.example/login";
    const simulator = await withFault({
      kind: "redirect",
      location,
      ...(status === undefined ? {} : { status }),
    });
    const response = await addBox(simulator);
    expect([response.status, response.headers.get("location"), await response.text()]).toEqual([
      expected,
      location,
      "",
    ]);
  });

  it.each([
    [false, 0, undefined],
    [true, 1, 0],
  ])("of kind reset closes the connection, with the work done: %s", async (work, boxes, code) => {
    const simulator = await withFault({ kind: "reset" }, { work });
    expect(await causeOf(addBox(simulator))).toBe("ECONNRESET");
    expect(simulator.panel.mailboxes()).toHaveLength(boxes);
    expect(simulator.requests).toMatchObject([{ code, fault: "reset", ended: 2 }]);
    expect((await addBox(simulator)).status).toBe(200);
  });

  it.each([
    [undefined, added.slice(0, Math.floor(added.length / 2))],
    [5, added.slice(0, 5)],
  ])(
    "of kind truncate sends %s bytes of the real answer and closes the connection",
    async (bytes, beginning) => {
      const simulator = await withFault({ kind: "truncate", ...(bytes === undefined ? {} : { bytes }) });
      const response = await addBox(simulator);
      expect(response.headers.get("content-length")).toBe(String(added.length));
      const reader = response.body?.getReader();
      const first = await reader?.read();
      expect(Buffer.from((first?.value ?? new Uint8Array()) as Uint8Array).toString()).toBe(beginning);
      await expect(reader?.read()).rejects.toThrow("terminated");
      expect(simulator.panel.mailboxes()).toHaveLength(1);
    },
  );

  it.each([
    [false, 0, undefined],
    [true, 1, 0],
  ])(
    "of kind hang never answers, with the work done: %s, and the call ends with its connection",
    async (work, boxes, code) => {
      const simulator = await withFault({ kind: "hang" }, { work });
      const giveUp = new AbortController();
      const hanging = fetch(simulator.url, {
        method: "POST",
        body: new URLSearchParams(callFields("addmail", box)),
        signal: giveUp.signal,
      }).catch(String);
      while (simulator.requests[0]?.fault === undefined) await new Promise((done) => setTimeout(done, 5));
      expect((await call(simulator, "getforwardmail")).error).toBe(1);
      expect(simulator.requests[0]).toMatchObject({ code, fault: "hang", ended: undefined });
      giveUp.abort();
      expect(await hanging).toMatch("AbortError");
      while (simulator.requests[0].ended === undefined) await new Promise((done) => setTimeout(done, 5));
      expect(simulator.requests[0].ended).toBe(4);
      expect(simulator.panel.mailboxes()).toHaveLength(boxes);
    },
  );

  it.each([
    [false, 0],
    [true, 1],
  ])("of kind delay waits, with the work done first: %s", async (work, boxesMeanwhile) => {
    const simulator = await withFault({ kind: "delay", ms: 500 }, { work });
    const late = addBox(simulator);
    while (simulator.requests[0]?.fault === undefined) await new Promise((done) => setTimeout(done, 5));
    await call(simulator, "getforwardmail");
    expect(simulator.panel.mailboxes()).toHaveLength(boxesMeanwhile);
    expect(await (await late).text()).toBe(added);
    expect(simulator.panel.mailboxes()).toHaveLength(1);
  });
});
