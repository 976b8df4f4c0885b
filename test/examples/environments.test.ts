import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { readStackSettings } from "../../src/stackSettings";
import { runExample, secret } from "../support/example";

const secrets = { "brainycp:password": "p", "brainycp-environments:annPassword": "a" };
const stackFile = z.strictObject({
  config: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)),
});

/** A stack's configuration as it is committed. */
function committed(stack: "dev" | "prod"): Record<string, string> {
  const file = join(__dirname, "..", "..", "examples", "environments", `Pulumi.${stack}.yaml`);
  return stackFile.parse(parse(readFileSync(file, "utf8"))).config;
}

test.each([
  ["dev", 50, undefined],
  ["prod", 2000, true],
] as const)("%s has its own quota and protection, and else the same", async (stack, quota, isProtected) => {
  const { resources, options } = await runExample("environments", { config: committed(stack), secrets });
  expect(resources).toEqual({
    "Mailbox ann": { email: "ann@example.com", password: secret("a"), quota },
    "MailForward info": { source: "info@example.com", targets: ["ann@example.com"] },
    "DomainSpf spf": { domain: "example.com" },
    "DomainDkim dkim": { domain: "example.com" },
  });
  expect(options["Mailbox ann"]?.protect).toBe(isProtected);
});

test("dev is a panel on this machine, and prod one that refuses to lose mail", () => {
  const settings = (["dev", "prod"] as const).map((stack) => {
    const config: Record<string, string> = { ...committed(stack), ...secrets };
    return readStackSettings((key) => config[key], {}).unnamed;
  });
  expect(settings).toMatchObject([
    { endpoint: "http://127.0.0.1:8002/api/api.php", username: "demo" },
    { endpoint: "https://panel.example.com:8002/api/api.php", refuseMailLoss: true },
  ]);
});
