import execa from "execa";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

const project = join(__dirname, "..", "..", "..");

/** A registry that has this package as npm would publish it, and sends who asks for another one to npm's own. */
export class PackageRegistry {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** Starts the registry. `folder` holds the packed package. */
  static async start(folder: string): Promise<PackageRegistry> {
    const { stdout: upstream } = await execa("npm", ["config", "get", "registry"]);
    const packed = readFileSync(
      join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? ""),
    );
    const integrity = `sha512-${createHash("sha512").update(packed).digest("base64")}`;
    const manifest = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as {
      name: string;
      version: string;
    };
    const server = createServer(({ url = "" }, response) => {
      const { port } = server.address() as AddressInfo;
      if (url === `/${manifest.name}.tgz`) {
        response.end(packed);
      } else if (url === `/${manifest.name}`) {
        const dist = { tarball: `http://127.0.0.1:${port}/${manifest.name}.tgz`, integrity };
        response.setHeader("content-type", "application/json").end(
          JSON.stringify({
            name: manifest.name,
            "dist-tags": { latest: manifest.version },
            versions: { [manifest.version]: { ...manifest, dist } },
          }),
        );
      } else {
        response.writeHead(302, { location: new URL(url.slice(1), upstream).href }).end();
      }
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new PackageRegistry(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }
}
