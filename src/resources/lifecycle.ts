import type { dynamic } from "@pulumi/pulumi";
import { BrainycpError } from "../adapter/errors";
import { isUnknown } from "./check";
import type { Session } from "./session";

/** Inputs and outputs as the engine hands them over: JSON, with `__provider` and unknown values among it. */
export type Props = Readonly<Record<string, unknown>>;

/** All methods of a dynamic provider; the engine calls each. */
export type Lifecycle = Required<dynamic.ResourceProvider<Props, Props>>;

/** How the provider process takes the stack's configuration: at once, for the plugin does not wait for it. */
export function configureWith(session: Session): Lifecycle["configure"] {
  return (request) => {
    session.configure((key) => request.config.get(key));
    return Promise.resolve();
  };
}

/** What an object is called among those of a run: its panel, its kind and its name. */
export function objectKey(endpoint: string, kind: string, name: string): string {
  return `${endpoint} ${kind} ${name}`;
}

/** The properties without the provider's text, which the SDK adds to every output by itself. */
export function withoutProvider({ __provider, ...props }: Props): Props {
  return props;
}

/** Whether the engine is about to create what it has checked: it hands no old inputs over then. */
export function isToBeMade(olds: Props): boolean {
  return Object.keys(withoutProvider(olds)).length === 0;
}

/** Whether a preview does not know yet where to look for an object that is only read. */
export function hasUnknown(props: Props): boolean {
  return Object.values(props).some(isUnknown);
}

/** The properties without those that are undefined, which no message to the engine can hold. */
export function withoutUndefined(props: Props): Props {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined));
}

/**
 * A creation that succeeded in part: the engine keeps the object and its `properties` in the state, and calls `update`
 * at the next run. The SDK reads these fields and `message`, and adds no `__provider` to the properties.
 */
export class PartlyCreated extends Error {
  readonly properties: Props;
  readonly reasons: readonly string[];

  constructor(
    readonly id: string,
    inputs: Props,
    state: Props,
    error: BrainycpError,
  ) {
    super(error.message);
    this.properties = { ...state, incomplete: true, __provider: inputs.__provider };
    this.reasons = [error.message];
    this.stack = this.message;
  }
}

/** The error for an object that this run has dealt with already. */
export function alreadyInThisRun(about: string, part: string): BrainycpError {
  return new BrainycpError({
    code: "conflict",
    problem: `${about} was ${part} by this run already`,
    nextStep: "Declare each object once: if two resources of the program name it, remove one of them",
  });
}

/** The words for a list that says nothing about an object. */
export function notRecognised(about: string, what: string, looks: string): string {
  return (
    `${about}: the panel's list of ${what} was not recognised, so it says nothing; the state stays as it is. ` +
    `The list looks like this: ${looks}`
  );
}
