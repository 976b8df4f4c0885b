import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import { Client } from "../../src/adapter/client";
import type { BrainycpError } from "../../src/adapter/errors";
import type { PanelSettings } from "../../src/settings";
import { maxAnswerBytes } from "../../src/adapter/transport";
import { makeCertificate, type Certificate } from "../support/certificates";
import {
  closedPort,
  errorOf,
  settingsFor,
  startPanel,
  startSaying,
  startTcp,
  startWeb,
} from "../support/servers";

type Name = "addmail" | "getlistmail";

function call(
  at: { readonly url: string },
  name: Name = "addmail",
  more: Partial<PanelSettings> = {},
): Promise<unknown> {
  const fields = { email: "ann@example.com", password: "box-password", quota: "1" };
  const client = new Client(settingsFor(at, more));
  return name === "addmail"
    ? client.call(name, fields, "ann@example.com")
    : client.call(name, {}, "for demo");
}

/** What an error says of itself, without the port, which is another each time. */
function facts(error: BrainycpError): unknown {
  const { code, transient, outcomeUnknown } = error;
  return { code, transient, outcomeUnknown, message: error.message.replaceAll(/127\.0\.0\.1:\d+/g, "PANEL") };
}

describe("a panel that cannot be reached", () => {
  const nextStep =
    "Check the host and port in brainycp:endpoint (BrainyCP's API listens on port 8002) and the firewall";

  it("because nothing listens there is an error that may pass", async () => {
    expect(facts(await errorOf(call(await closedPort())))).toEqual({
      code: "unreachable",
      transient: true,
      outcomeUnknown: false,
      message: `addmail ann@example.com: PANEL cannot be reached: connect ECONNREFUSED PANEL. ${nextStep}`,
    });
  });

  it("because its name is not known is the same error", async () => {
    const error = await errorOf(call({ url: "http://panel.invalid:8002/api/api.php" }));
    expect([error.code, error.outcomeUnknown]).toEqual(["unreachable", false]);
    expect(error.message).toContain("panel.invalid:8002 cannot be reached: getaddrinfo ");
    expect(error.message).toContain(nextStep);
  });

  it("because a mail server listens there says so", async () => {
    const smtp = await startTcp((socket) => socket.write("220 mail.example.com ESMTP Exim 4.96\r\n"));
    for (const name of ["addmail", "getlistmail"] as const) {
      const error = await errorOf(call(smtp, name, { maxRetries: 2 }));
      expect([error.code, error.transient, error.outcomeUnknown]).toEqual(["unreachable", false, false]);
      expect(error.message).toMatch(
        /: The service at 127\.0\.0\.1:\d+ is not a web server: .*\. Check the port in brainycp:endpoint \(BrainyCP's API listens on port 8002\), and whether it is http or https$/,
      );
    }
  });

  it("because its answer is not quite HTTP leaves open whether a write was done", async () => {
    const odd = await startTcp((socket) => {
      socket.once("data", () => socket.write("HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n"));
    });
    const error = await errorOf(call(odd));
    expect([error.code, error.outcomeUnknown]).toEqual(["interrupted", true]);
    expect(error.message).toContain("check the panel's web server log");
    expect(error.cause).toBeUndefined();
  });

  it("because it hangs up without a word is an error that may pass", async () => {
    const mute = await startTcp((socket) => socket.once("data", () => socket.end()));
    const error = await errorOf(call(mute));
    expect([error.code, error.transient, error.outcomeUnknown]).toEqual(["interrupted", true, true]);
  });
});

describe("a panel that hangs", () => {
  const message =
    "addmail ann@example.com: PANEL did not answer within 0.3 seconds. Check whether the panel is busy; " +
    "brainycp:timeoutSeconds sets how long to wait";
  const expected = { code: "timeout", transient: true, outcomeUnknown: true, message };

  it("before its answer is an error after the deadline", async () => {
    const panel = await startPanel({ faults: [{ answer: { kind: "hang" } }] });
    expect(facts(await errorOf(call(panel, "addmail", { timeoutSeconds: 0.3 })))).toEqual(expected);
    expect(panel.requests).toHaveLength(1);
  });

  it("in the middle of its answer is the same error", async () => {
    const slow = await startWeb((_form, _request, response) => {
      response.writeHead(200).write('{"error":0,');
    });
    expect(facts(await errorOf(call(slow, "addmail", { timeoutSeconds: 0.3 })))).toEqual(expected);
  });

  it("once is asked again for a reading", async () => {
    const panel = await startPanel({ faults: [{ answer: { kind: "hang" } }] });
    expect(await call(panel, "getlistmail", { timeoutSeconds: 0.5, maxRetries: 1 })).toMatchObject({
      code: 1,
    });
    expect(panel.requests).toHaveLength(2);
  });
});

describe("an answer over the limit", () => {
  it("is an error, and leaves open whether a write was done", async () => {
    const large = await startSaying(Buffer.alloc(maxAnswerBytes + 1, " "));
    expect(facts(await errorOf(call(large)))).toEqual({
      code: "answer_too_large",
      transient: false,
      outcomeUnknown: true,
      message:
        "addmail ann@example.com: PANEL answered with more than 16 MiB. Check that brainycp:endpoint is the panel's API",
    });
  });

  it("is only one that is larger", async () => {
    const answer = '{"error":0,"mess":""}';
    const largest = await startSaying(answer.padEnd(maxAnswerBytes, " "));
    expect(await call(largest)).toMatchObject({ code: 0 });
  });
});

describe("https", () => {
  let ours: Certificate;
  let other: Certificate;
  beforeAll(async () => {
    ours = await makeCertificate();
    other = await makeCertificate();
  });

  const hint =
    "Set brainycp:caCert to the certificate that signed it, or brainycp:tlsFingerprint to its SHA-256 " +
    "(openssl s_client -connect PANEL </dev/null | openssl x509 -noout -fingerprint -sha256)";

  it("with a certificate that nobody vouches for is refused before anything is sent", async () => {
    const panel = await startPanel({ tls: ours });
    expect(facts(await errorOf(call(panel)))).toEqual({
      code: "tls",
      transient: false,
      outcomeUnknown: false,
      message: `addmail ann@example.com: The certificate of PANEL is not trusted: self-signed certificate. ${hint}`,
    });
    expect(panel.requests).toEqual([]);
  });

  it("is trusted with the certificate that signed it", async () => {
    const panel = await startPanel({ tls: ours });
    expect(await call(panel, "addmail", { caCert: ours.cert })).toMatchObject({ meaning: "done" });
    expect(panel.panel.mailboxPasswordIs("ann@example.com", "box-password")).toBe(true);
  });

  it("is not trusted with another certificate", async () => {
    const panel = await startPanel({ tls: ours });
    const error = await errorOf(call(panel, "addmail", { caCert: other.cert }));
    expect([error.code, error.message.includes("is not trusted: ")]).toEqual(["tls", true]);
    expect(panel.requests).toEqual([]);
  });

  it("is not trusted for another host, however it is signed", async () => {
    const elsewhere = await makeCertificate("panel.example.com");
    const panel = await startPanel({ tls: elsewhere });
    const error = await errorOf(call(panel, "addmail", { caCert: elsewhere.cert }));
    expect([error.code, error.outcomeUnknown]).toEqual(["tls", false]);
    expect(error.message).toContain("Hostname/IP does not match certificate's altnames");
    expect(panel.requests).toEqual([]);
  });

  it("is trusted with its own fingerprint, whoever signed it and for whatever host", async () => {
    const elsewhere = await makeCertificate("panel.example.com");
    for (const tls of [ours, elsewhere]) {
      const panel = await startPanel({ tls });
      expect(await call(panel, "addmail", { tlsFingerprint: tls.fingerprint })).toMatchObject({
        meaning: "done",
      });
    }
  });

  it("is checked for its fingerprint on every connection", async () => {
    const { url, forms } = await startWeb(
      (_form, _request, response) => response.writeHead(200, { connection: "close" }).end('{"error":0}'),
      (listener) => createTlsServer({ key: ours.key, cert: ours.cert }, listener),
    );
    const client = new Client(settingsFor({ url }, { tlsFingerprint: ours.fingerprint }));
    for (const domain of ["a.example", "b.example", "c.example"]) {
      expect((await client.call("onspf", { domain }, domain)).code).toBe(0);
    }
    expect(forms).toHaveLength(3);
  });

  it("with another fingerprint is refused before a byte of the form is sent", async () => {
    const panel = await startPanel({ tls: ours });
    for (const trusted of [{}, { caCert: ours.cert }]) {
      const error = await errorOf(call(panel, "addmail", { ...trusted, tlsFingerprint: other.fingerprint }));
      expect(facts(error)).toEqual({
        code: "tls",
        transient: false,
        outcomeUnknown: false,
        message:
          "addmail ann@example.com: PANEL presents another certificate than the one that brainycp:tlsFingerprint names: its SHA-256 is " +
          `${ours.fingerprint}. If the panel's certificate was renewed, set brainycp:tlsFingerprint to that value; ` +
          "otherwise do not continue",
      });
    }
    expect(panel.requests).toEqual([]);
  });

  it("to another fingerprint sends no application data at all", async () => {
    let bytes = 0;
    const { url } = await startWeb(
      (_form, _request, response) => response.end(),
      (listener) => {
        const server = createTlsServer({ key: ours.key, cert: ours.cert }, listener);
        return server.on("secureConnection", (socket: Socket) => {
          socket.on("data", (chunk: Buffer) => (bytes += chunk.length));
        });
      },
    );
    await errorOf(call({ url }, "addmail", { tlsFingerprint: other.fingerprint }));
    expect(bytes).toBe(0);
  });

  it("to a panel that speaks http says so", async () => {
    const panel = await startPanel();
    const url = panel.url.replace("http:", "https:");
    for (const more of [{}, { tlsFingerprint: ours.fingerprint }, { caCert: ours.cert }]) {
      expect(facts(await errorOf(call({ url }, "addmail", more)))).toEqual({
        code: "tls",
        transient: false,
        outcomeUnknown: false,
        message:
          "addmail ann@example.com: PANEL does not speak TLS. Use http:// in brainycp:endpoint, or the port on which " +
          "the panel speaks https",
      });
    }
    expect(panel.requests).toEqual([]);
  });

  it("of a panel to which http is spoken is an error that names it", async () => {
    const panel = await startPanel({ tls: ours });
    const error = await errorOf(call({ url: panel.url.replace("https:", "http:") }));
    expect([error.code, error.outcomeUnknown]).toEqual(["interrupted", true]);
    expect(error.message).toMatch(/web server log, and try https:\/\/ in brainycp:endpoint$/);
    expect(panel.requests).toEqual([]);
  });

  it("is what a fingerprint needs", async () => {
    const panel = await startPanel();
    expect(facts(await errorOf(call(panel, "addmail", { tlsFingerprint: ours.fingerprint })))).toEqual({
      code: "tls",
      transient: false,
      outcomeUnknown: false,
      message:
        "addmail ann@example.com: PANEL presents no certificate, but brainycp:tlsFingerprint names one. Use https:// in " +
        "brainycp:endpoint, or remove brainycp:tlsFingerprint",
    });
    expect(panel.requests).toEqual([]);
  });
});
