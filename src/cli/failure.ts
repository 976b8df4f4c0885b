import { BrainycpError } from "../adapter/errors";
import { commandLineWords } from "./commandLineWords";

/** A failure that the person who runs the command can mend: its message is all that is shown. */
export class Failure extends Error {
  override readonly name = "Failure";
}

/** What is shown of an error: with its stack only where it is a mistake of this package. */
export function messageOf(error: unknown): string {
  if (error instanceof BrainycpError) return error.in(commandLineWords).message;
  if (error instanceof Failure) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
