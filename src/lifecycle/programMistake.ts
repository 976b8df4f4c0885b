import * as pulumi from "@pulumi/pulumi";

/**
 * A mistake of the program that comes to light in an output. Its words stay as they are: the SDK writes "error
 * serializing property" before those of every error that a resource's argument ends with. It prints an error once,
 * however many arguments end with it.
 */
export class ProgramMistake extends pulumi.RunError {
  constructor(words: string) {
    super();
    Object.defineProperty(this, "message", { get: () => words, set: () => undefined });
  }
}
