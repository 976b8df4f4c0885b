import { BrainycpError } from "../adapter/errors";
import { makeFolder, reasonOf, tryFolder, type StateFolder } from "./stateFolder";

/** The folder that `brainycp:coordinator` names: whoever names one relies on it. */
export class NamedFolder implements StateFolder {
  private isOpen = false;

  constructor(private readonly path: string) {}

  find(): string {
    return this.path;
  }

  /** @throws BrainycpError (`config`) where it cannot be written. */
  open(): string {
    if (this.isOpen) return this.path;
    try {
      makeFolder(this.path);
      tryFolder(this.path);
    } catch (error) {
      this.failed(error);
    }
    this.isOpen = true;
    return this.path;
  }

  failed(error: unknown): never {
    throw new BrainycpError({
      code: "config",
      problem: `brainycp:coordinator must name a folder that can be written; ${this.path} cannot: ${reasonOf(error)}`,
      nextStep:
        "Nothing was changed by this call. Make the folder writable for the user who runs Pulumi, or name another:\n" +
        "  pulumi config set brainycp:coordinator FOLDER",
      cause: error,
    });
  }
}
