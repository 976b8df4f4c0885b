import { Client } from "../../src/adapter/client";
import { call } from "../support/calls";
import { errorOf, settingsFor, startWeb } from "../support/servers";

describe("a secret that a server echoes", () => {
  const boxPassword = "b&ox+pä\"ss%/'<\\wyrd>";
  const body = (form: string): string => decodeURIComponent(form.replaceAll("+", " "));
  const echoes: [string, (form: string) => string, number][] = [
    ["the form in an error page", (form) => `<html><pre>${form}</pre></html>`, 500],
    [
      "the values in an error page",
      (form) => `<html><pre>${body(form).replaceAll("&", "&amp;")}</pre></html>`,
      400,
    ],
    ["the form in a page", (form) => `<!doctype html>${form}`, 200],
    ["the values in a PHP warning", (form) => `<b>Warning</b>: ${body(form)} in x.php`, 200],
    [
      "the values in JSON that breaks off",
      (form) => `{"error":0,"request":${JSON.stringify(body(form))}`,
      200,
    ],
    ["the values in the message", (form) => JSON.stringify({ error: 77, mess: body(form) }), 200],
    [
      "the values in the message of a refusal",
      (form) => JSON.stringify({ error: 1000, mess: body(form) }),
      200,
    ],
    [
      "the form in the message of a user that is not there",
      (form) => JSON.stringify({ error: 1001, mess: form }),
      200,
    ],
  ];

  it.each(echoes)("with %s does not come through", async (_, echo, status) => {
    const { url } = await startWeb((form, _request, response) => {
      response.writeHead(status).end(echo(form));
    });
    const fields = { email: "ann@example.com", password: boxPassword, quota: "1" };
    const error = await errorOf(new Client(settingsFor({ url })).call("addmail", fields, "ann@example.com"));
    const shown = [error.message, error.stack, error.panelMessage, error.nextStep, String(error)].join("\n");
    expect(shown).toContain("[secret]");
    for (const trace of ["kw", "qz", "wyrd", "ss%", "p%C3", "ox+", "pä"]) expect(shown).not.toContain(trace);
  });

  it("does not come through in the message of an answer", async () => {
    const { url } = await startWeb((form, _request, response) => {
      response.end(JSON.stringify({ error: 3, mess: body(form) }));
    });
    const fields = { email: "ann@example.com", password: boxPassword, quota: "1" };
    const { message } = await new Client(settingsFor({ url })).call("addmail", fields, "ann");
    expect(message).toBe(
      "login=demo&pass=[secret]&username=demo&password=[secret]&mailclient=mailclient&addmail=addmail&" +
        "email=ann@example.com&password=[secret]&quota=1&language=en",
    );
  });

  it("does not come through in the target of a redirect", async () => {
    const { url } = await startWeb((form, _request, response) => {
      response.writeHead(302, { location: `/login?${form}` }).end();
    });
    const error = await errorOf(call(new Client(settingsFor({ url })), "getlistmail"));
    expect(error.message).toContain("/login?login=demo&pass=[secret]&username=demo&password=[secret]&");
  });
});
