import type { BrainycpError } from "../../adapter/errors";
import type { Text } from "../../adapter/sentence";
import { commandLineWords, say } from "../commandLineWords";

/** What a check found: all right, a warning, a problem that keeps `pulumi up` from working, or not checked. */
export type Status = "ok" | "warn" | "wrong" | "skip";

/** The result of one check. */
export interface Finding {
  readonly name: string;
  readonly status: Status;
  readonly text: string;
  /** What to do about it. */
  readonly nextStep?: string;
}

export function ok(name: string, text: string): Finding {
  return { name, status: "ok", text };
}

export function warn(name: string, text: Text, nextStep: Text): Finding {
  return { name, status: "warn", text: say(text), nextStep: say(nextStep) };
}

export function wrong(name: string, text: Text, nextStep: Text): Finding {
  return { name, status: "wrong", text: say(text), nextStep: say(nextStep) };
}

export function skip(name: string, text: string): Finding {
  return { name, status: "skip", text };
}

/** What is wrong, in the words of the error. */
export function failed(name: string, error: BrainycpError): Finding {
  const { problem, nextStep } = error.in(commandLineWords);
  return wrong(name, problem, nextStep);
}
