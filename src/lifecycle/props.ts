/** Inputs and outputs as the engine hands them over: JSON, with `__provider` and unknown values among it. */
export type Props = Readonly<Record<string, unknown>>;

/** What stands in place of a value that a preview does not know yet. Source: Pulumi's SDK, `runtime/rpc`. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * What the program adds to the inputs of a resource that is deleted before it is replaced. `check` leaves it out, so it
 * is in no state.
 */
export const deletedFirst = "__deleteBeforeReplace";

/** Whether a value is, or holds, something that a preview does not know yet. */
export function isUnknown(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).some(isUnknown);
  return value === unknownValue;
}

/** The properties without the provider's text, which the SDK adds to every output. */
export function withoutProvider({ __provider, ...props }: Props): Props {
  return props;
}

/** The properties without those that are undefined, which no message to the engine can hold. */
export function withoutUndefined(props: object): Props {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined));
}
