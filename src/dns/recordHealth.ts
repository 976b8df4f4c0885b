import type { ZoneRecord } from "../adapter/lists/zoneRecord";

/** What public DNS says of one thing that a domain's mail needs. */
export interface RecordHealth {
  /** `unknown` where DNS did not answer, or nothing says what it should hold: nothing is then known to be wrong. */
  readonly status: "pass" | "fail" | "unknown";
  /** What public DNS holds. */
  readonly found: readonly ZoneRecord[];
  /** What is wrong, or why it is unknown. */
  readonly problems: readonly string[];
  /** What could be better. */
  readonly hints: readonly string[];
  /** The records to set, where it fails and they are known. */
  readonly toSet: readonly ZoneRecord[];
}

/** What there is to say of a record that public DNS holds. */
export interface Judgement {
  readonly problems: readonly string[];
  readonly hints: readonly string[];
}

export const nothingToSay: Judgement = { problems: [], hints: [] };

/** Both judgements together. */
export function both(one: Judgement, other: Judgement): Judgement {
  return { problems: [...one.problems, ...other.problems], hints: [...one.hints, ...other.hints] };
}

/** The health of what was found and judged. */
export function judged(
  found: readonly ZoneRecord[],
  { problems, hints }: Judgement,
  toSet: readonly ZoneRecord[],
): RecordHealth {
  const isRight = problems.length === 0;
  return { status: isRight ? "pass" : "fail", found, problems, hints, toSet: isRight ? [] : toSet };
}

export function unknownHealth(why: string, found: readonly ZoneRecord[] = []): RecordHealth {
  return { status: "unknown", found, problems: [why], hints: [], toSet: [] };
}

/** The health of something that public DNS does not hold. */
export function missingHealth(problem: string, toSet: readonly ZoneRecord[]): RecordHealth {
  return { status: "fail", found: [], problems: [problem], hints: [], toSet };
}

/** Texts at a name as records. */
export function textsAt(name: string, values: readonly string[]): ZoneRecord[] {
  return values.map((value) => ({ name, type: "TXT", value }));
}
