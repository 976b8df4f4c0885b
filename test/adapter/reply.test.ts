import { readReply } from "../../src/adapter/reply";

const warning =
  "<br />\n<b>Warning</b>:  fopen(/etc/x): failed in <b>/usr/local/panel/mail.php</b> on line <b>3</b><br />\n";

describe("a reply", () => {
  it.each<[string, number, string]>([
    ['{"error":0,"mess":"added"}', 0, "added"],
    ['{"error":"0","mess":"added"}', 0, "added"],
    ['{"error":" 1000 ","mess":"no"}', 1000, "no"],
    ['{"code":1,"message":"Not perm2"}', 1, "Not perm2"],
    ['{"code":"4","mess":"x"}', 4, "x"],
    ['{"error":3,"code":0,"message":"x"}', 3, "x"],
    ['{"error":"none","code":2,"message":"x"}', 2, "x"],
    ['{"error":false,"code":2}', 2, ""],
    ['{"error":0}', 0, ""],
    ['{"error":0,"mess":null,"message":"x"}', 0, "x"],
    ['{"error":0,"mess":7}', 0, ""],
    ['{"mess":"\\u041e\\u0448\\u0438\\u0431\\u043a\\u0430","error":2}', 2, "Ошибка"],
    [' \n\t{ "error" : 0 } \r\n', 0, ""],
    ['\uFEFF{"error":0,"mess":"x"}', 0, "x"],
  ])("%j has the code %d and the message %j", (body, code, message) => {
    expect(readReply(body, false)).toEqual({ code, message, data: {} });
  });

  it.each<[string, unknown]>([
    ['{"error":0,"mess":"x","list":["a"]}', { list: ["a"] }],
    ['{"error":0,"mess":["a","b"]}', { list: ["a", "b"] }],
    ['{"error":0,"message":{"a":1},"mess":"x"}', { list: { a: 1 } }],
    ['{"error":0,"a@x.com":{"quota":1}}', { "a@x.com": { quota: 1 } }],
    ['{"error":0,"mess":"x","0":"a","1":"b"}', { 0: "a", 1: "b" }],
  ])("%j carries what is neither code nor message", (body, data) => {
    expect(readReply(body, false)).toMatchObject({ code: 0, data });
  });

  it.each([
    ["before it", `${warning}{"error":0,"mess":"x"}`],
    ["before it, as text", 'PHP Warning: x in /a.php on line 3\n{"error":0,"mess":"x"}'],
    ["before it, with brackets in it", 'Notice: Undefined index {a} [b] in /a.php\n{"error":0,"mess":"x"}'],
    ["behind it", `{"error":0,"mess":"x"}${warning}`],
    ["on both sides", `${warning}{"error":0,"mess":"x"}\n${warning}`],
    ["with a page around it", '<html><body>{"error":0,"mess":"x"}</body></html>'],
  ])("is read with a warning %s", (_, body) => {
    expect(readReply(body, false)).toEqual({ code: 0, message: "x", data: {} });
  });

  it("of a reading operation may be a list without a code", () => {
    expect(readReply('["a@x.com"]', true)).toEqual({ code: 0, message: "", data: ["a@x.com"] });
    expect(readReply('{"a@x.com":1}', true)).toEqual({ code: 0, message: "", data: { "a@x.com": 1 } });
    expect(readReply("[]", true)).toEqual({ code: 0, message: "", data: [] });
    expect(readReply('["a@x.com"]', false)).toBe("other");
    expect(readReply('{"a@x.com":1}', false)).toBe("other");
    expect(readReply("[]", false)).toBe("other");
  });
});

describe("what is no reply", () => {
  it.each(["", " \r\n\t", "\uFEFF", "\uFEFF \n"])("%j is blank", (body) => {
    expect(readReply(body, true)).toBe("blank");
  });

  it.each([
    "<!DOCTYPE html><title>Login</title>",
    "<html>\n<head></head><body><form></form></body></html>",
    '<!doctype html><script>var a = {"b": 1};</script>',
    "<HTML><BODY>502</BODY></HTML>",
  ])("%j is a web page", (body) => {
    expect(readReply(body, true)).toBe("html");
  });

  const rows = '[{"email":"a@x.com","quota":1},{"email":"b@x.com","quota":2}]';
  const whole = `{"error":0,"mess":"x","list":${rows}}`;
  const pretty = JSON.stringify(JSON.parse(whole), null, 4);

  it.each<[string, string]>([
    ["an object", whole],
    ["an array of rows", rows],
    ["a pretty-printed object", pretty],
    ["a pretty-printed array", JSON.stringify(JSON.parse(rows), null, 2)],
    ["an object behind a warning", `${warning}${whole}`],
    ["an array of arrays", '[["a@x.com","1"],["b@x.com","2"]]'],
  ])("that is the beginning of %s is never taken for the whole, wherever it breaks off", (_, body) => {
    const start = body.length - body.replace(warning, "").length;
    const kinds = Array.from({ length: body.length - start - 2 }, (_unused, index) =>
      readReply(body.slice(0, start + 2 + index), true),
    );
    expect([...new Set(kinds)].filter((kind) => kind !== "truncated" && kind !== "other")).toEqual([]);
    expect(kinds.slice(1).every((kind) => kind === "truncated")).toBe(true);
  });

  it.each(["OK", "null", "true", "0", '"text"', "error: 0", "502 Bad Gateway"])(
    "%j is something else",
    (body) => {
      expect(readReply(body, true)).toBe("other");
    },
  );

  it.each(['{"error":null}', '{"error":"none"}', '{"error":1.5}', '{"error":"-1x"}', '{"mess":"x"}', "{}"])(
    "%j has no code",
    (body) => {
      expect(readReply(body, false)).toBe("other");
    },
  );
});
