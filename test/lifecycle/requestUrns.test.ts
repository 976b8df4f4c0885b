import { createRequire } from "node:module";
import { setImmediate as later } from "node:timers/promises";
import { noteUrns, urnUnderWay } from "../../src/lifecycle/requestUrns";

/** A request of the engine, as the SDK's stubs have it. */
class Request {
  constructor(private readonly urn: string) {}
  getUrn(): string {
    return this.urn;
  }
  getId(): string {
    return `id of ${this.urn}`;
  }
  getNews(): string {
    return `news of ${this.urn}`;
  }
}

/** Stubs of their own, since what is noted stays. */
function newStubs(): { CheckRequest: typeof Request; DiffRequest: typeof Request } {
  return { CheckRequest: class extends Request {}, DiffRequest: class extends Request {} };
}

it("Each of many requests at once is known by its own URN, after whatever it waits for", async () => {
  const stubs = newStubs();
  noteUrns(() => stubs);
  const method = async (request: Request): Promise<[string, string | undefined]> => {
    request.getNews();
    await later();
    await Promise.all([later(), later()]);
    return [request.getId(), urnUnderWay()];
  };
  const urns = Array.from({ length: 16 }, (_, index) => `urn:${index}`);
  const requests = urns.map((urn) => new stubs[urn.endsWith("1") ? "CheckRequest" : "DiffRequest"](urn));
  expect(await Promise.all(requests.map(method))).toEqual(urns.map((urn) => [`id of ${urn}`, urn]));
});

it("A diff, an update and a deletion are known by the id that is asked for last", () => {
  const stubs = newStubs();
  noteUrns(() => stubs);
  new stubs.DiffRequest("urn:other").getId();
  expect(new stubs.DiffRequest("urn:ann").getId()).toBe("id of urn:ann");
  expect(urnUnderWay()).toBe("urn:ann");
});

/** A request that does not say what it is about. */
class BareRequest {
  getId(): string {
    return "id";
  }
}

it.each<[string, () => unknown]>([
  ["no such module", (): unknown => createRequire(__filename)("../../proto/provider_pb.js")],
  ["no such requests", () => ({})],
  ["requests without a URN", () => ({ DiffRequest: BareRequest })],
  ["something else", () => undefined],
])("An SDK that has %s is left alone", (_, load) => {
  const { getId } = Object.getOwnPropertyDescriptors(BareRequest.prototype);
  noteUrns(load);
  expect(Object.getOwnPropertyDescriptors(BareRequest.prototype).getId).toEqual(getId);
});
