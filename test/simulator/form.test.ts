import { parseForm } from "../../src/simulator/form";

describe("a form is read as PHP reads it", () => {
  it.each([
    ["a=1&b=2", { a: "1", b: "2" }],
    ["a=1&a=2", { a: "2" }],
    ["a=b+c&d=%2B%20%25", { a: "b c", d: "+ %" }],
    ["a=%d1%8F&b=%D1%8f", { a: "я", b: "я" }],
    ["a=100%&b=%zz&c=%4", { a: "100%", b: "%zz", c: "%4" }],
    ["a=b=c&d", { a: "b=c", d: "" }],
    ["a%5B%5D=1&a[]=2", { a: ["1", "2"] }],
    ["a[x]=1&a=2", { a: "2" }],
    ["a=1&a[]=2", { a: ["2"] }],
    ["a.b=1&c+d=2&+e=3", { a_b: "1", c_d: "2", e: "3" }],
    ["a[b=1", { "a[b": "1" }],
    ["=1&&&b=", { b: "" }],
    ["", {}],
  ])("%s", (encoded, values) => {
    expect(Object.fromEntries(parseForm(encoded).values)).toEqual(values);
  });

  it("keeps every name in the order sent", () => {
    const form = parseForm("password=1&user=2&password=3&a[]=4");
    expect(form.names).toEqual(["password", "user", "password", "a[]"]);
    expect(form.all("password")).toEqual(["1", "3"]);
    expect([form.text("a"), form.text("none")]).toEqual([undefined, undefined]);
  });
});
