import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { Mailbox, MailDomain, type MailboxArgs } from "../../src/index";

/** Whether the engine was asked to protect each resource, by name. */
let isProtected: Record<string, boolean>;
beforeEach(async () => {
  isProtected = {};
  pulumi.runtime.setAllConfig({});
  await pulumi.runtime.setMocks({
    newResource: ({ name, id = "", inputs }) => ({ id: id === "" ? name : id, state: inputs as object }),
    call: () => ({}),
  });
  const monitor = pulumi.runtime.getMonitor();
  if (monitor === undefined) throw new Error("There are no mocks.");
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request: RegisterResourceRequest, ...rest: unknown[]) => {
    isProtected[request.getName()] = request.getProtect() ?? false;
    return (register as (...all: unknown[]) => ReturnType<typeof register>)(request, ...rest);
  };
});

const ann = { email: "ann@example.com", password: "p", quota: 1 };

/** Whether a mailbox is protected. */
async function protects(args: Partial<MailboxArgs>, opts?: pulumi.CustomResourceOptions): Promise<boolean> {
  const { urn } = new Mailbox("box", { ...ann, ...args }, opts);
  await new Promise((resolve) => urn.apply(resolve));
  return isProtected.box === true;
}

const allows = { "brainycp:refuseMailLoss": "false" };
const refuses = { "brainycp:refuseMailLoss": "true" };
const servers = JSON.stringify({
  eu: { refuseMailLoss: true },
  us: { refuseMailLoss: "true" },
  asia: { refuseMailLoss: "false" },
  lab: {},
});

describe("a mailbox is protected by the engine where its mail's loss is refused:", () => {
  it.each<[string, Record<string, string>, Partial<MailboxArgs>, boolean]>([
    ["nobody refuses it", {}, {}, false],
    ["its own word", {}, { refuseMailLoss: true }, true],
    ["its own word against the stack's", refuses, { refuseMailLoss: false }, false],
    ["its own word against a stack that allows", allows, { refuseMailLoss: true }, true],
    ["its own word against adopt", {}, { adopt: true, refuseMailLoss: false }, false],
    ["the stack's", refuses, {}, true],
    ["the stack's against adopt", allows, { adopt: true }, false],
    ["adopt", {}, { adopt: true }, true],
    ["an adopt that is false", {}, { adopt: false }, false],
    [
      "the stack's, for another server",
      { ...refuses, "brainycp:servers": servers },
      { server: "lab" },
      false,
    ],
    ["its server's", { "brainycp:servers": servers }, { server: " eu " }, true],
    ["its server's, as text", { "brainycp:servers": servers }, { server: "us" }, true],
    [
      "its server's against the stack's",
      { ...refuses, "brainycp:servers": servers },
      { server: "asia" },
      false,
    ],
    ["a server that is not there", { "brainycp:servers": servers }, { server: "constructor" }, false],
    ["servers that are no JSON", { "brainycp:servers": "{" }, { server: "eu" }, false],
    ["a setting that is neither", { "brainycp:refuseMailLoss": "toString" }, {}, false],
  ])("by %s", async (_, config, args, expected) => {
    pulumi.runtime.setAllConfig(config);
    expect(await protects(args)).toBe(expected);
  });

  it("not by an output, which the program cannot read in time", async () => {
    expect(await protects({ refuseMailLoss: pulumi.output(true) })).toBe(false);
    pulumi.runtime.setAllConfig({ "brainycp:servers": servers });
    expect(await protects({ server: pulumi.output("eu") })).toBe(false);
    pulumi.runtime.setAllConfig(refuses);
    expect(await protects({ refuseMailLoss: pulumi.output(false) })).toBe(false);
  });

  it.each([
    ["protect: false", { protect: false }, false],
    ["protect: true", { protect: true }, true],
    ["retainOnDelete, which deletes nothing", { retainOnDelete: true }, false],
    ["a retainOnDelete that is false", { retainOnDelete: false }, true],
  ])("unless its options say %s", async (_, opts, expected) => {
    expect(await protects({ refuseMailLoss: true }, opts)).toBe(expected);
  });

  it("and stays protected where its options alone say so", async () => {
    expect(await protects({ refuseMailLoss: false }, { protect: true })).toBe(true);
  });

  it("within a MailDomain too, for its mailboxes alone", async () => {
    pulumi.runtime.setAllConfig(refuses);
    const mail = new MailDomain("all", {
      domain: "example.com",
      mailboxes: {
        ann: { password: "p", quota: 1 },
        bob: { password: "p", quota: 1, refuseMailLoss: false },
        eve: { password: "p", quota: 1, opts: { protect: false } },
      },
      forwards: { info: ["ann@example.com"] },
      spf: true,
    });
    await settled(mail);
    expect(isProtected).toEqual({
      all: false,
      "all-ann": true,
      "all-bob": false,
      "all-eve": false,
      "all-info": false,
      "all-spf": false,
    });
  });

  it.each([false, true])(
    "unless its MailDomain says protect: %p, for all that says nothing itself",
    async (protect) => {
      pulumi.runtime.setAllConfig(refuses);
      const mailboxes = {
        ann: { password: "p", quota: 1 },
        bob: { password: "p", quota: 1, opts: { protect: !protect } },
      };
      await settled(new MailDomain("all", { domain: "example.com", mailboxes, dkim: true }, { protect }));
      expect(isProtected).toEqual({
        all: protect,
        "all-ann": protect,
        "all-bob": !protect,
        "all-dkim": protect,
      });
    },
  );
});

async function settled(mail: MailDomain): Promise<void> {
  const children = [
    ...Object.values(mail.mailboxes),
    ...Object.values(mail.forwards),
    mail.spf,
    mail.dkim,
    mail,
  ];
  for (const each of children)
    if (each !== undefined) await new Promise((resolve) => each.urn.apply(resolve));
}
