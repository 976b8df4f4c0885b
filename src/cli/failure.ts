import { BrainycpError } from "../adapter/errors";
import { inCommandLineWords } from "./words";

/** A failure that the person who runs the command can mend: its message is all that is shown. */
export class Failure extends Error {
  override readonly name = "Failure";
}

/** What an error of the adapter says was wrong, in the words of this command. */
export function problemOf(error: BrainycpError): string {
  return inCommandLineWords(error.problem);
}

/** What an error of the adapter says can be done, in the words of this command. */
export function nextStepOf(error: BrainycpError): string {
  return inCommandLineWords(error.nextStep);
}

/** What is shown of an error: with its stack only where it is a mistake of this package. */
export function messageOf(error: unknown): string {
  if (error instanceof BrainycpError) return inCommandLineWords(error.message);
  if (error instanceof Failure) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
