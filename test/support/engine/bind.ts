import execa, { type ExecaChildProcess } from "execa";
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { EventEmitter, once } from "node:events";
import { existsSync } from "node:fs";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import type { DnsRecord } from "../../../src/resources/domainRecord/domainRecord";

/** Where programs are: `named` in a folder that often only root has on the PATH. */
const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/local/sbin", "/usr/sbin"];
const find = (program: string): string | undefined =>
  folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
const bind = { named: find("named"), nsupdate: find("nsupdate"), dig: find("dig") };

/** `describe` for tests with a real name server, which are skipped where BIND is not installed. */
export function describeWithNameServer(title: string, tests: () => void): void {
  if (Object.values(bind).every((path) => path !== undefined)) describe(title, tests);
  else describe.skip(`${title} (needs BIND: apt-get install bind9 bind9-dnsutils)`, tests);
}

/** BIND's `named` on a free port of this machine: one zone, changed with `nsupdate` and a key of its own. */
export class NameServer {
  /** Emits the name and the type of each question that reaches the name server: `example.com TXT`. */
  readonly questions = new EventEmitter();
  /** The key that changes are signed with, as `nsupdate -k` takes it. */
  readonly keyFile: string;
  private readonly named: ExecaChildProcess;
  private log = "";

  private constructor(
    private readonly folder: string,
    private readonly id: string,
    readonly port: number,
  ) {
    this.keyFile = join(folder, "key");
    // -g: in the foreground, with the log on stderr
    this.named = execa(join(folder, "named"), ["-g", "-n", "1", "-c", join(folder, "named.conf")], {
      reject: false,
      buffer: false,
      stdin: "ignore",
      stdout: "ignore",
    });
  }

  /** Starts a name server for a domain, whose zone has no texts yet. */
  static async start(domain: string): Promise<NameServer> {
    for (let triesLeft = 5; ; triesLeft--) {
      const port = await freePort();
      const id = randomBytes(8).toString("hex");
      const server = new NameServer(await configure(domain, id, port), id, port);
      if (await server.answers()) return server;
      await server.stop();
      if (triesLeft === 1) throw new Error(`named does not start:\n${server.log}`);
    }
  }

  /** The name server as `waitFor` takes it. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Adds a text to the zone. */
  async publish({ name, type, value }: DnsRecord): Promise<void> {
    const strings = (value.match(/.{1,255}/gs) ?? []).map((string) => JSON.stringify(string));
    const input = `server 127.0.0.1 ${this.port}\nupdate add ${name}. 60 ${type} ${strings.join(" ")}\nsend\n`;
    await execa(bind.nsupdate ?? "", ["-k", this.keyFile], { input });
  }

  /** The texts at a name, each in one piece, as `dig` finds them. */
  async texts(name: string): Promise<string[]> {
    const answer = await this.dig("TXT", name);
    return answer.map((strings) =>
      Array.from(strings.matchAll(/"((?:[^"\\]|\\.)*)"/g), ([, string = ""]) =>
        string.replace(/\\(\d{3}|.)/g, (_, escaped: string) =>
          escaped.length === 3 ? String.fromCharCode(Number(escaped)) : escaped,
        ),
      ).join(""),
    );
  }

  /** The zone's serial number, which grows with every change. */
  async serial(domain: string): Promise<number> {
    const [soa = ""] = await this.dig("SOA", domain);
    return Number(soa.split(" ")[2]);
  }

  async stop(): Promise<void> {
    this.named.kill();
    await this.named;
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Waits until it runs, and tells whether it is this one that answers on the port, by UDP and by TCP. */
  private async answers(): Promise<boolean> {
    const { stderr } = this.named;
    if (stderr === null) return false;
    const runs = await new Promise<boolean>((resolve) => {
      createInterface({ input: stderr })
        .on("line", (line) => {
          this.log += `${line}\n`;
          if (line.endsWith(" running")) resolve(true);
          const [, name, type] = /query: (\S+) IN (\S+)/.exec(line) ?? [];
          if (name !== undefined) this.questions.emit(`${name.toLowerCase()} ${type ?? ""}`);
        })
        .on("close", () => resolve(false));
    });
    if (!runs) return false;
    const asked = [this.dig("CH", "TXT", "id.server"), this.dig("+tcp", "CH", "TXT", "id.server")];
    const found = await Promise.allSettled(asked);
    return found.every((result) => result.status === "fulfilled" && result.value[0] === `"${this.id}"`);
  }

  /** The lines of an answer. */
  private async dig(...question: string[]): Promise<string[]> {
    const server = ["-r", "@127.0.0.1", "-p", String(this.port), "+short"];
    const { stdout } = await execa(bind.dig ?? "", [...server, ...question]);
    return stdout.split("\n").filter((line) => line !== "");
  }
}

/** A port that is free for UDP and for TCP. */
async function freePort(): Promise<number> {
  const tcp = createServer().listen(0, "127.0.0.1");
  await once(tcp, "listening");
  const { port } = tcp.address() as AddressInfo;
  const udp = createSocket("udp4");
  try {
    udp.bind(port, "127.0.0.1");
    await once(udp, "listening");
    return port;
  } catch {
    return await freePort();
  } finally {
    udp.close();
    tcp.close();
    await once(tcp, "close");
  }
}

/** Writes all that a name server needs, into a folder that only this user reads. */
async function configure(domain: string, id: string, port: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-brainycp-named-"));
  // where AppArmor guards /usr/sbin/named, that one may not read this folder
  await copyFile(bind.named ?? "", join(folder, "named"));
  const secret = randomBytes(32).toString("base64");
  const files = {
    key: `key test { algorithm hmac-sha256; secret "${secret}"; };\n`,
    zone: `$TTL 60
@ IN SOA ns1 hostmaster 1 3600 900 604800 60
@ IN NS ns1
ns1 IN A 127.0.0.1
`,
    "named.conf": `include "${folder}/key";
options {
  directory "${folder}";
  listen-on port ${port} { 127.0.0.1; };
  listen-on-v6 { none; };
  server-id "${id}";
  recursion no;
  dnssec-validation no;
  notify no;
  querylog yes;
  pid-file none;
  session-keyfile none;
};
controls { };
zone "${domain}" { type primary; file "zone"; allow-update { key test; }; };
`,
  };
  for (const [name, text] of Object.entries(files))
    await writeFile(join(folder, name), text, { mode: 0o600 });
  return folder;
}
