import execa from "execa";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { startSimulator } from "../../src/simulator/simulator";
import { isolatedIn } from "../support/engine/isolation";
import { project, write } from "../support/smallRepository";

const installations = process.env.BRAINYCP_TEST_INSTALLATIONS ?? "";
const account = { name: "demo", password: "demo-password", domains: ["example.com"] };

const manifest = (name: string, dependencies: Readonly<Record<string, string>>): string =>
  JSON.stringify({ name, version: "1.0.0", private: true, dependencies });

test("a program that has the package from another one of its pnpm workspace is told which package.json must list it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "pnpm-workspace-"));
  const simulator = await startSimulator({ accounts: [account] });
  const program = join(folder, "packages", "program");
  const env = {
    PATH: [process.env.PULUMI_BRAINYCP_ENGINE, process.env.PATH].join(delimiter),
    PULUMI_HOME: join(folder, "home"),
    ...isolatedIn(folder),
    BRAINYCP_ENDPOINT: simulator.url,
    BRAINYCP_USERNAME: account.name,
    BRAINYCP_PASSWORD: account.password,
  };
  const run = (command: string) => execa.command(command, { cwd: program, env, all: true, reject: false });
  const install = () =>
    execa(join(project, "node_modules/.bin/pnpm"), ["install", "--prefer-offline", "--no-frozen-lockfile"], {
      cwd: folder,
    });
  try {
    const tarball = (await readdir(installations)).find((file) => file.endsWith(".tgz")) ?? "";
    const ours = { "pulumi-brainycp": `file:${join(installations, tarball)}` };
    const sdk = { "@pulumi/pulumi": "~3.248.0" };
    const theirs = { mail: "workspace:*", ...sdk };
    write(folder, {
      "pnpm-workspace.yaml": 'packages: ["packages/*"]\n',
      "packages/mail/package.json": manifest("mail", { ...ours, ...sdk }),
      "packages/mail/index.js": `
        const { DomainSpf } = require("pulumi-brainycp");
        exports.mailFor = (domain) => new DomainSpf(domain, { domain });
      `,
      "packages/program/package.json": manifest("program", theirs),
      "packages/program/index.js": 'require("mail").mailFor("example.com");\n',
      "packages/program/Pulumi.yaml": "name: program\nruntime: nodejs\n",
      "backend/.keep": "",
    });
    await install();
    await run("pulumi stack init dev");

    const refused = await run("pulumi preview");
    expect(refused.exitCode).not.toBe(0);
    expect(refused.all).toContain(
      `Add it to the dependencies in ${join(program, "package.json")}, and install them.`,
    );
    expect(refused.all).not.toContain("Cannot find module");

    write(folder, { "packages/program/package.json": manifest("program", { ...ours, ...theirs }) });
    await install();
    const { exitCode, all } = await run("pulumi up --yes --skip-preview");
    expect([exitCode, all]).toEqual([0, all]);
    expect(simulator.panel.spf("example.com")).toBe(true);
    await run("pulumi destroy --yes --skip-preview");
    expect(simulator.panel.spf("example.com")).toBe(false);
  } finally {
    await simulator.close();
    await rm(folder, { recursive: true });
  }
});
