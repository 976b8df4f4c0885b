import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import * as z from "zod";
import { Failure } from "./failure";
import { projectFileIn, projectFolder, Pulumi } from "./pulumi";
import { stackRecords, type StackRecords } from "./stackRecords";
import type { Terminal } from "./terminal";

const projectFile = z.object({ name: z.string() });

const configuration = z.record(
  z.string(),
  z.object({ value: z.string().optional(), objectValue: z.unknown().optional() }),
);

/** A stack, as the `pulumi` on the PATH tells of it. */
export class PulumiStack {
  private constructor(
    readonly name: string,
    /** Whether `pulumi` means this one where no stack is named. */
    readonly isSelected: boolean,
    /** The project's folder, which holds the files of its stacks. */
    readonly folder: string,
    private readonly pulumi: Pulumi,
  ) {}

  /**
   * The stack of a name, or the one that is selected in the project that the current folder is in; undefined where there
   * is none.
   *
   * @throws Failure where a stack is named, and no project is here
   */
  static async find(name: string | undefined, terminal: Terminal): Promise<PulumiStack | undefined> {
    const folder = projectFolder(terminal.folder);
    if (folder === undefined) {
      if (name === undefined) return undefined;
      throw new Failure(
        `There is no Pulumi project in ${terminal.folder}. Run it in the folder of the project that has the stack ${name}.`,
      );
    }
    const pulumi = new Pulumi(folder, terminal.env);
    try {
      const selected = (await pulumi.read("stack", "--show-name")).trim();
      return new PulumiStack(name ?? selected, name === undefined || name === selected, folder, pulumi);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (name !== undefined) return new PulumiStack(name, false, folder, pulumi);
      terminal.tell(`pulumi-brainycp: No stack is checked, but the environment: ${error.message}`);
      return undefined;
    }
  }

  /** The name of its project; undefined where the project's file does not tell. */
  get project(): string | undefined {
    const file = projectFileIn(this.folder);
    const text = file === undefined ? "" : readFileSync(file, "utf8");
    const { data } = projectFile.safeParse(parseDocument(text).toJS());
    return data?.name;
  }

  /**
   * The stack's configuration by full keys, such as `brainycp:endpoint`, its secrets in clear text.
   *
   * @throws Failure with what `pulumi` says is wrong
   */
  async configuration(): Promise<ReadonlyMap<string, unknown>> {
    const output = await this.pulumi.read("config", "--json", "--show-secrets", "--stack", this.name);
    const entries = Object.entries(parsed(output, (json) => configuration.parse(json)));
    return new Map(entries.map(([key, { value, objectValue }]) => [key, objectValue ?? value]));
  }

  /** The domains and DNS records in the stack's state. @throws Failure as `configuration` */
  async records(): Promise<StackRecords> {
    return parsed(await this.pulumi.read("stack", "export", "--stack", this.name), stackRecords);
  }
}

/** What `pulumi` printed. @throws Failure which shows nothing of it, where it is something else */
function parsed<Output>(output: string, read: (json: unknown) => Output): Output {
  try {
    return read(JSON.parse(output));
  } catch {
    throw new Failure("What pulumi printed was not understood. Update pulumi.");
  }
}
