import * as pulumi from "@pulumi/pulumi";
import {
  getForwards,
  getForwardsOutput,
  getMailboxes,
  getMailboxesOutput,
  getMailHealth,
  getZone,
  getZoneOutput,
} from "../../src/index";

const asked: pulumi.runtime.MockCallArgs[] = [];

async function mock(answers: Readonly<Record<string, pulumi.runtime.MockCallResult>>): Promise<void> {
  asked.length = 0;
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
    call: (args) => {
      asked.push(args);
      return answers[args.token] ?? (args.inputs as object);
    },
  });
}

const inTime = <T>(output: pulumi.Output<T>): Promise<T> => new Promise((done) => output.apply(done));

const mailboxes = [{ email: "ann@example.com", quota: 500 }, { email: "bob@example.com" }];
const forwards = [{ source: "info@example.com", targets: ["ann@example.com"] }];
const records = [{ name: "example.com", type: "TXT", value: "v=spf1 a ~all" }];

it("data functions get what the mocks answer, and hand them their arguments", async () => {
  await mock({
    "brainycp:index:getMailboxes": { mailboxes },
    "brainycp:index:getForwards": { forwards },
    "brainycp:index:getZone": { records },
    "brainycp:index:getMailHealth": { isHealthy: true },
  });
  expect(await getMailHealth({ domain: "example.com" })).toMatchObject({ isHealthy: true });
  asked.length = 0;
  expect(await getMailboxes({ server: "eu" })).toEqual(mailboxes);
  expect(await getForwards({ panelUser: "bob" })).toEqual(forwards);
  expect(await getZone({ domain: "example.com" })).toEqual({ domain: "example.com", records });
  expect(asked.map(({ token, inputs }) => [token, inputs as unknown])).toEqual([
    ["brainycp:index:getMailboxes", { server: "eu" }],
    ["brainycp:index:getForwards", { panelUser: "bob" }],
    ["brainycp:index:getZone", { domain: "example.com" }],
  ]);

  expect(await inTime(getMailboxesOutput())).toEqual(mailboxes);
  expect(await inTime(getForwardsOutput())).toEqual(forwards);
  expect(await inTime(getZoneOutput({ domain: pulumi.output("example.org") }))).toMatchObject({ records });
});

it("data functions get nothing from mocks that answer with the arguments alone, as those in Pulumi's documentation", async () => {
  await mock({});
  expect(await getMailboxes({ server: "eu" })).toEqual([]);
  expect(await getForwards()).toEqual([]);
  expect(await getZone({ domain: "example.com" })).toEqual({ domain: "example.com", records: [] });
  expect(await getMailHealth({ domain: "example.com" })).toMatchObject({
    domain: "example.com",
    isHealthy: false,
    spf: { status: "unknown", problems: [] },
  });
});
