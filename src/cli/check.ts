import type { BrainycpError } from "../adapter/errors";
import { nextStepOf, problemOf } from "./failure";

/** What a check found: right, to be looked at, in the way of `pulumi up`, or not looked at. */
export type Status = "ok" | "warn" | "wrong" | "skip";

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly status: Status;
  readonly text: string;
  /** What to do about it. */
  readonly nextStep?: string;
}

export function ok(name: string, text: string): Check {
  return { name, status: "ok", text };
}

export function warn(name: string, text: string, nextStep: string): Check {
  return { name, status: "warn", text, nextStep };
}

export function wrong(name: string, text: string, nextStep: string): Check {
  return { name, status: "wrong", text, nextStep };
}

export function skip(name: string, text: string): Check {
  return { name, status: "skip", text };
}

/** What is wrong, in the words of the error. */
export function failed(name: string, error: BrainycpError): Check {
  return wrong(name, problemOf(error), nextStepOf(error));
}
