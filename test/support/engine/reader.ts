import execa from "execa";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { placeOf, type Document, type Snippet } from "../documents";
import { PackageRegistry } from "./packageRegistry";
import { workflowCommands } from "./workflowCommands";

const project = join(__dirname, "..", "..", "..");

/** What the reader types wherever a password is asked for; the documents say it too. */
export const typedPassword = "simulated";

/** What a shell does before the first command: it types what a command asks for, and knows what is installed already. */
const hands = `set -euo pipefail
exec < <(yes ${typedPassword})
pulumi() {
  # pulumi asks the system for the home folder, and would take the real one
  if [ "$*" = "login --local" ]; then set -- login "file://$HOME"; fi
  # the reader agrees to what pulumi is about to do
  local agrees=true
  if [[ "$*" == *--preview-only* ]]; then agrees=; fi
  PULUMI_SKIP_CONFIRMATIONS=$agrees command pulumi "$@" <<<${typedPassword}
}
npx() { BRAINYCP_PASSWORD=${typedPassword} command npx "$@" </dev/null; }
npm() { [ "$1" = ci ] || command npm "$@" </dev/null; }
`;

/** Somebody with Node, npm and Pulumi, a home folder of their own, and this package in npm's registry. */
export class Reader {
  private constructor(
    private readonly folder: string,
    private readonly registry: PackageRegistry,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  static async arrive(): Promise<Reader> {
    const { PULUMI_BRAINYCP_ENGINE: engine, BRAINYCP_TEST_INSTALLATIONS: installations = "" } = process.env;
    if (engine === undefined)
      throw new Error("The engine tests need the Pulumi engine: npm test -- --only engine");
    const folder = await mkdtemp(join(tmpdir(), "pulumi-brainycp-reader-"));
    for (const each of ["home", "tmp", "templates", "npm"]) await mkdir(join(folder, each));
    await makeTemplate(join(folder, "templates"));
    const registry = await PackageRegistry.start(installations);
    const { stdout: npmCache } = await execa("npm", ["config", "get", "cache"]);
    // what was downloaded once, but not what `npx` installs
    await symlink(join(npmCache, "_cacache"), join(folder, "npm", "_cacache"));
    return new Reader(folder, registry, {
      PATH: [engine, process.env.PATH].join(delimiter),
      HOME: join(folder, "home"),
      TMPDIR: join(folder, "tmp"),
      PULUMI_HOME: join(folder, "home", ".pulumi"),
      // README's own
      PULUMI_CONFIG_PASSPHRASE: "choose-one",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_TEMPLATE_GIT_REPOSITORY: pathToFileURL(join(folder, "templates")).href,
      PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
      npm_config_registry: registry.url,
      npm_config_cache: join(folder, "npm"),
      npm_config_prefer_offline: "true",
      npm_config_update_notifier: "false",
    });
  }

  /** A folder of the reader's. */
  path(...names: string[]): string {
    return join(this.folder, "home", ...names);
  }

  /** Copies the repository, with its dependencies, as a clone where `npm ci` was run. */
  async clone(name: string): Promise<void> {
    const files = [
      "package.json",
      "package-lock.json",
      "tsconfig.json",
      "tsconfig.build.json",
      "Pulumi.yaml",
    ];
    await mkdir(this.path(name));
    for (const each of [...files, "scripts", "examples", "src", "dist"]) {
      const options = { recursive: true, preserveTimestamps: true };
      await cp(join(project, each), join(this.path(name), each), options);
    }
    await symlink(join(project, "node_modules"), this.path(name, "node_modules"));
  }

  /**
   * Does what a document says, from its top to its end, in one shell.
   *
   * @param before what its reader has done already
   * @returns all that was shown
   */
  async follow({ snippets }: Document, folder: string, panelUrl: string, before = ""): Promise<string> {
    const files = (await readdir(folder)).filter((name) => name.endsWith(".yaml"));
    const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
    const ports = await freePorts([...texts, ...snippets.map(({ code }) => code)]);
    const replace = (text: string): string => replacePlaceholders(text, panelUrl, ports);
    for (const [place, name] of files.entries())
      await writeFile(join(folder, name), replace(texts[place] ?? ""));
    const commands = snippets.map((snippet) => commandsOf(snippet, replace));
    return this.run([`${replace(before)}\n`, ...commands].join(""), folder);
  }

  /** Runs commands in a shell. @throws Error with all that was shown, where one of them fails */
  async run(commands: string, folder: string): Promise<string> {
    const script = join(this.folder, "tmp", "commands.sh");
    await writeFile(script, hands + commands);
    // in a process group of its own, with all that runs in its other terminals
    const shell = execa("bash", [script], {
      cwd: folder,
      env: this.env,
      extendEnv: false,
      stdin: "ignore",
      all: true,
      reject: false,
      detached: true,
    });
    const { all = "", exitCode } = await shell;
    if (shell.pid !== undefined) endGroup(shell.pid);
    if (exitCode !== 0) throw new Error(`exit code ${exitCode}:\n${all}`);
    return all;
  }

  async leave(): Promise<void> {
    await this.registry.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** What one snippet asks its reader to do, as a shell does it. */
function commandsOf(snippet: Snippet, replace: (text: string) => string): string {
  const { language, treatment } = snippet;
  const code = replace(snippet.code);
  const title = `echo '# ${placeOf(snippet)}'\n`;
  if (treatment.how === "saved") {
    const saving = `${title}mkdir -p "$(dirname '${treatment.as}')"\ncat >'${treatment.as}' <<'END OF FILE'\n${code}END OF FILE\n`;
    return treatment.as.startsWith(".github/workflows/")
      ? saving + workflowCommands(code, typedPassword)
      : saving;
  }
  if (language !== "sh") return "";
  if (treatment.how === "here") return title + code;
  if (treatment.how === "elsewhere") return `${title}(\ncd "$(mktemp -d)"\n${code})\n`;
  if (treatment.how !== "another-terminal") return "";
  const log = `"$TMPDIR/line-${snippet.line}.log"`;
  return `${title}(
${code}) >${log} 2>&1 </dev/null &
until grep -q 'Press Ctrl' ${log}; do kill -0 $! || { cat ${log}; exit 1; }; sleep 0.2; done
`;
}

/** Replaces what every reader has to: the panel, the account and the domain by those of one's own, and ports in use. */
function replacePlaceholders(text: string, panelUrl: string, ports: ReadonlyMap<string, number>): string {
  return text
    .replaceAll("https://panel.example.com:8002", new URL(panelUrl).origin)
    .replaceAll(/\b(YOUR-)?ACCOUNT\b/g, "demo")
    .replaceAll("YOUR-DOMAIN", "example.com")
    .replaceAll(/127\.0\.0\.1:(\d+)/g, (address, port: string) => {
      const free = ports.get(port);
      return free === undefined ? address : `127.0.0.1:${free}`;
    })
    .replaceAll(/\bbrainycp-simulator\b(?=[^\n]*$)/gm, `$& --port ${ports.get("8002") ?? 0}`);
}

/** A free port for each port of this machine that a document names, and for the simulator's own. */
async function freePorts(texts: readonly string[]): Promise<Map<string, number>> {
  const named = texts.flatMap((text) =>
    Array.from(text.matchAll(/127\.0\.0\.1:(\d+)/g), ([, port = ""]) => port),
  );
  const ports = new Map<string, number>();
  for (const port of new Set(["8002", ...named])) {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    ports.set(port, (server.address() as AddressInfo).port);
    server.close();
    await once(server, "close");
  }
  return ports;
}

/** A repository with a template like Pulumi's own for TypeScript, which `pulumi new` would fetch from GitHub. */
async function makeTemplate(repository: string): Promise<void> {
  const files = {
    "Pulumi.yaml": `name: \${PROJECT}
description: \${DESCRIPTION}
runtime:
  name: nodejs
  options:
    packagemanager: npm
template:
  description: A minimal TypeScript Pulumi program
`,
    "package.json": JSON.stringify({
      name: "${PROJECT}",
      main: "index.ts",
      dependencies: { "@pulumi/pulumi": "~3.248.0" },
      devDependencies: { "@types/node": "^20", typescript: "~5.9.3" },
    }),
    "tsconfig.json": JSON.stringify({
      compilerOptions: { strict: true, target: "es2020", module: "commonjs", moduleResolution: "node" },
      files: ["index.ts"],
    }),
    "index.ts": 'import * as pulumi from "@pulumi/pulumi";\n',
  };
  await mkdir(join(repository, "typescript"));
  for (const [name, text] of Object.entries(files))
    await writeFile(join(repository, "typescript", name), text);
  const author = ["-c", "user.name=A. Author", "-c", "user.email=author@example.com"];
  for (const args of [
    ["init", "-q", "-b", "master"],
    ["add", "-A"],
    [...author, "commit", "-qm", "Template"],
  ])
    await execa("git", args, { cwd: repository });
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGTERM");
  } catch {
    // nothing runs in another terminal
  }
}
