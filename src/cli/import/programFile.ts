import { existsSync, lstatSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { Failure } from "../failure";
import type { ModuleForm } from "./program";

const extensions = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"];

/** What a package's manifest says, as far as it matters here. */
interface Manifest {
  readonly type?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** A file of resources for a program that is there already. */
export class ProgramFile {
  private readonly manifest: Manifest;

  /** @throws Failure where it is there already, or cannot be: nothing is ever overwritten. */
  constructor(private readonly path: string) {
    const folder = dirname(path);
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
      throw new Failure(`${folder} is not a folder. Nothing was written. Choose another: --into FILE`);
    if (!extensions.includes(extname(path)))
      throw new Failure(
        `${basename(path)} is no file of a program. Nothing was written. ` +
          `Its name must end in ${new Intl.ListFormat("en-GB", { type: "disjunction" }).format(extensions)}: --into mail.ts`,
      );
    // a link that leads nowhere is there too
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined)
      throw new Failure(
        `${path} exists already, and existing files are never overwritten. Nothing was written. ` +
          "Choose another: --into FILE",
      );
    this.manifest = manifestAbove(folder);
  }

  /** How it takes in this package. */
  get moduleForm(): ModuleForm {
    const isCommon = this.path.endsWith(".cjs") || (this.path.endsWith(".js") && !this.isModule);
    return isCommon ? "require" : "import";
  }

  /** Whether its program depends on this package already. */
  get hasPackage(): boolean {
    const { dependencies, devDependencies } = this.manifest;
    return { ...dependencies, ...devDependencies }["pulumi-brainycp"] !== undefined;
  }

  /** The line that takes it into a program beside it. */
  get statement(): string {
    const name = basename(this.path).replace(/ts$/, "js");
    // what is not an ES module names no extension
    const from = JSON.stringify(`./${this.isModule || !name.endsWith(".js") ? name : name.slice(0, -3)}`);
    return this.moduleForm === "require" ? `require(${from});` : `import ${from};`;
  }

  /** Writes it. @throws Failure where that fails, or where something came there meanwhile */
  write(program: string): void {
    try {
      writeFileSync(this.path, program, { flag: "wx" });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Failure(`${this.path} could not be written: ${reason}.`);
    }
  }

  private get isModule(): boolean {
    return this.manifest.type === "module";
  }
}

/** The manifest of the package that a folder is in; an empty one where it is in none, or that cannot be read. */
function manifestAbove(folder: string): Manifest {
  const file = join(folder, "package.json");
  const parent = dirname(folder);
  if (!existsSync(file)) return parent === folder ? {} : manifestAbove(parent);
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Manifest;
  } catch {
    return {};
  }
}
