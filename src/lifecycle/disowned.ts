import type { Intent } from "../coordination/journal";

/**
 * Why an object that is there is not taken for the work of an interrupted run, as a clause of an error.
 *
 * @param intended what that run set out to make, such as `it with quota 500`
 */
export function disowned({ at, age }: Intent, intended: string): string {
  return `an interrupted run was about to create ${intended} at ${at.toISOString()}, ${whyNot[age]}`;
}

const whyNot: Readonly<Record<Intent["age"], string>> = {
  current: "but the panel shows something else",
  old: "more than seven days ago, which no longer counts",
  ahead: "a time in the future, which does not count",
};
