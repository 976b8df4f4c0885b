import { PanelReader } from "../../src/adapter/reader";
import { settingsFor, startWeb } from "./servers";

const forward = '{"error":0,"mess":"","data":{"info@ann.example":"bob@x.example"}}';
const other = '{"error":0,"mess":"","data":{"box@root.example":"zoe@x.example"}}';
const emptyList = '{"error":0,"mess":"","data":[]}';
const unclear = '{"error":0,"mess":"","data":{"rules":[{"nr":17}]}}';

/** What a reader who acts for ann sees of two lists: the account's own, and hers. */
async function forwards(own: string, anns: string) {
  const web = await startWeb((form, _, response) =>
    response.end(new URLSearchParams(form).get("panel_user") === "ann" ? anns : own),
  );
  const list = await new PanelReader(settingsFor(web, { panelUser: "ann" })).forwards();
  const sources = list.all().map(({ source }) => source);
  return { sources, eve: list.see("eve@ann.example").is, extent: list.extent };
}

describe("the forwardings of an account that acts for another user", () => {
  it("are those of both lists, which prove what is not there", async () => {
    expect(await forwards(other, forward)).toEqual({
      sources: ["info@ann.example", "box@root.example"],
      eve: "absent",
      extent: "whole",
    });
  });

  it.each([
    [emptyList, forward, ["info@ann.example"]],
    [other, emptyList, ["box@root.example"]],
  ])(
    "are those of one list where the other is empty, and prove nothing else: %s, %s",
    async (own, anns, sources) => {
      expect(await forwards(own, anns)).toEqual({ sources, eve: "unknown", extent: "blank" });
    },
  );

  it.each([
    [unclear, forward, ["info@ann.example"]],
    [other, unclear, ["box@root.example"]],
    [unclear, emptyList, []],
    [emptyList, unclear, []],
  ])("prove nothing where one list is not understood: %s, %s", async (own, anns, sources) => {
    expect(await forwards(own, anns)).toEqual({ sources, eve: "unknown", extent: "unclear" });
  });

  it("are none that is named where both lists are empty", async () => {
    expect(await forwards(emptyList, emptyList)).toEqual({
      sources: [],
      eve: "unknown",
      extent: "blank",
    });
  });
});
