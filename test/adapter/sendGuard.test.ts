import { Agent, request } from "undici";
import { checkedBeforeSending } from "../../src/adapter/sendGuard";
import { startWeb } from "../support/servers";

let connections: Agent;
beforeEach(() => (connections = new Agent()));
afterEach(() => connections.close());

function post(url: string, check: () => void): Promise<{ statusCode: number }> {
  return request(url, { method: "POST", body: "a=1", dispatcher: checkedBeforeSending(connections, check) });
}

describe("a check before sending", () => {
  it("is made once for each request, before the server has it", async () => {
    const web = await startWeb((_, __, response) => response.end("ok"));
    const formsAtCheck: number[] = [];
    const check = () => formsAtCheck.push(web.forms.length);
    expect((await post(web.url, check)).statusCode).toBe(200);
    expect((await post(web.url, check)).statusCode).toBe(200);
    expect([formsAtCheck, web.forms]).toEqual([
      [0, 1],
      ["a=1", "a=1"],
    ]);
  });

  it("that throws keeps the request from the server, and is its failure", async () => {
    const web = await startWeb((_, __, response) => response.end("ok"));
    const error = new Error("the turn is over");
    const check = () => {
      throw error;
    };
    await expect(post(web.url, check)).rejects.toBe(error);
    expect(web.forms).toEqual([]);
    expect((await post(web.url, () => undefined)).statusCode).toBe(200);
    expect(web.forms).toEqual(["a=1"]);
  });
});
