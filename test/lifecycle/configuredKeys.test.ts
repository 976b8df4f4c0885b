import { dirname, join } from "node:path";
import { configuredKeys } from "../../src/lifecycle/configuredKeys";
import { errorOf, lifecyclesOf, providerText, type Lifecycles } from "../support/lifecycles";
import { Session } from "../../src/lifecycle/session";

type SdkConfig = Parameters<Lifecycles["mailbox"]["configure"]>[0]["config"];

// The class that the SDK hands over; it is no part of what the SDK exports.
const sdk = dirname(require.resolve("@pulumi/pulumi/package.json"));
const { Config } = jest.requireActual<{
  Config: new (raw: Readonly<Record<string, unknown>>, project: string) => SdkConfig;
}>(join(sdk, "cmd", "dynamic-provider", "config.js"));

const settings = {
  "brainycp:endpoint": "https://panel.example.com:8002",
  "brainycp:username": "demo",
  "brainycp:password": "demo-password",
};
const ann = { email: "ann@example.com", password: "p", quota: 1, __provider: providerText };

async function check(config: SdkConfig): Promise<unknown> {
  const { mailbox } = lifecyclesOf(new Session());
  await mailbox.configure({ config });
  return mailbox.check({}, ann);
}

describe("the keys that the engine configures", () => {
  it("are all that the SDK's configuration holds, of every namespace", () => {
    const raw = { ...settings, "mail:domain": "example.com" };
    expect(configuredKeys(new Config(raw, "mail"))).toEqual(Object.keys(raw));
  });

  it.each([[{}], [undefined], [{ rawConfig: "text" }], [{ get: () => 1 }]])(
    "are none where a later SDK keeps them elsewhere: %j",
    (config) => {
      expect(configuredKeys(config)).toEqual([]);
    },
  );

  it("let a misspelt setting be refused", async () => {
    const config = new Config({ ...settings, "brainycp:refuseMailLos": "true" }, "mail");
    expect((await errorOf(check(config))).message).toBe(
      "Settings of pulumi-brainycp are missing or wrong. Correct them, then run it again:\n" +
        "  - brainycp:refuseMailLos is unknown; did you mean refuseMailLoss?\n" +
        "      pulumi config rm brainycp:refuseMailLos",
    );
  });
});

describe("in a project that is named brainycp", () => {
  beforeEach(() => (process.env.PULUMI_PROJECT = "brainycp"));
  afterEach(() => delete process.env.PULUMI_PROJECT);

  it("the program's own settings stand under the same prefix, and are not refused", async () => {
    const raw = { ...settings, "brainycp:annPassword": "secret" };
    expect(await check(new Config(raw, "brainycp"))).toMatchObject({ failures: [] });
  });
});
