import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * @typedef {object} Program
 * @property {Record<string, string>} files By their paths in the folder of the combination.
 * @property {Record<string, unknown>} [manifest] What its package.json says besides the dependencies.
 * @property {Record<string, string>} [devDependencies]
 * @property {string} [folder] Where Pulumi.yaml is; by default in the folder of the combination.
 * @property {string[]} [build] What is run after the installation.
 * @property {string} [copyOf] The example in the repository that is the program.
 */

const body = `
new Mailbox("box", { email: "ann@example.com", password: "mailbox-password", quota: 500 });
new MailForward("info", { source: "info@example.com", targets: ["ann@example.com"] });
new DomainSpf("spf", { domain: "example.com" });
new DomainDkim("dkim", { domain: "example.com" });
`;
const names = "{ DomainDkim, DomainSpf, Mailbox, MailForward }";
const commonjs = `const ${names} = require("pulumi-brainycp");\n${body}`;
const module = `import ${names} from "pulumi-brainycp";\n${body}`;
const pulumi = (more = "") => `name: program\nruntime: nodejs\n${more}`;
const tsconfig = JSON.stringify({ compilerOptions: { target: "es2022", module: "node16", strict: true } });

/** @satisfies {Record<string, Program>} */
export const programs = {
  commonjs: { files: { "index.js": commonjs, "Pulumi.yaml": pulumi() } },
  module: { files: { "index.js": module, "Pulumi.yaml": pulumi() }, manifest: { type: "module" } },
  typescript: {
    files: { "index.ts": module, "tsconfig.json": tsconfig, "Pulumi.yaml": pulumi() },
    manifest: { main: "index.ts" },
    devDependencies: { typescript: "^6.0.3", "@types/node": "^20.19.0" },
  },
  typescript7: {
    files: { "index.ts": module, "tsconfig.json": tsconfig, "Pulumi.yaml": pulumi() },
    manifest: { main: "index.ts" },
    devDependencies: { typescript: "^7.0.2", "@types/node": "^20.19.0" },
  },
  bundled: {
    files: { "src/index.js": module, "Pulumi.yaml": pulumi("main: bundle/index.js\n") },
    devDependencies: { esbuild: "^0.28.2" },
    build: [
      "node_modules/.bin/esbuild",
      "src/index.js",
      "--bundle",
      "--platform=node",
      "--external:@pulumi/pulumi",
      "--outfile=bundle/index.js",
    ],
  },
  monorepo: {
    files: {
      "packages/mail/package.json": '{ "name": "mail", "version": "1.0.0", "private": true }',
      "packages/mail/index.js": `exports.declareMail = () => {\n${commonjs}};\n`,
      "packages/program/package.json": JSON.stringify({ private: true, dependencies: { mail: "1.0.0" } }),
      "packages/program/index.js": 'require("mail").declareMail();\n',
      "packages/program/Pulumi.yaml": pulumi(),
    },
    manifest: { workspaces: ["packages/*"] },
    folder: "packages/program",
  },
  example: { files: {}, copyOf: "quickstart" },
};

/**
 * Writes the package.json of a program that is to have the packed package and this SDK.
 *
 * @param {Program} program
 * @param {string} folder
 * @param {string} tarball
 * @param {string} sdk
 */
export async function writeManifest(program, folder, tarball, sdk) {
  const file = join(folder, "package.json");
  if (program.copyOf !== undefined) await cp(join("examples", program.copyOf), folder, { recursive: true });
  /** @type {unknown} */
  const copied = program.copyOf === undefined ? {} : JSON.parse(await readFile(file, "utf8"));
  const { devDependencies = {}, ...rest } = /** @type {Pick<Program, "devDependencies">} */ (copied);
  const manifest = {
    name: "program",
    version: "1.0.0",
    private: true,
    ...rest,
    ...program.manifest,
    dependencies: { "@pulumi/pulumi": sdk, "pulumi-brainycp": `file:${tarball}` },
    devDependencies: { ...devDependencies, ...program.devDependencies },
  };
  await writeFile(file, JSON.stringify(manifest));
}
