import type { Intent } from "../coordination/journal";

/**
 * Why an object that is there is not taken for the work of an interrupted run, as a clause of an error.
 *
 * @param intended what that run set out to make, such as `it with quota 500`
 */
export function disowned({ at, age }: Intent, intended: string): string {
  return `an interrupted run set out to make ${intended} at ${at.toISOString()}, ${whyNot[age]}`;
}

const whyNot: Readonly<Record<Intent["age"], string>> = {
  current: "but that is not what the panel shows",
  old: "more than seven days ago, which no longer counts",
  ahead: "a time that is yet to come, which does not count",
};
