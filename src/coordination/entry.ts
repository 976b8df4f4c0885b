import { isFields } from "../adapter/lists/json";

/** What is kept of an object that a run set out to make. */
export interface Entry {
  /** Whether a list proved, before anything was sent, that the object was not there. */
  readonly wasAbsent: boolean;
  /** Whether the panel said that the object was made. */
  readonly made: boolean;
  /** What is needed to tell whether it is as the program wants it; never a secret. */
  readonly detail: Readonly<Record<string, string | number | boolean | string[]>>;
  /** When it was about to be made; entries of earlier versions do not say. */
  readonly at?: string | undefined;
  /** The resource that it was made for, where it claims the object for that one alone. */
  readonly claimant?: string | undefined;
  /** Whether the run ended well that noted it, so that the state is most likely written. */
  readonly ended?: boolean | undefined;
}

/** An entry, and when it was kept, in milliseconds. */
export interface KeptEntry {
  readonly entry: Entry;
  readonly written: number;
  /** Whether this run noted it, after it last read what is kept. */
  readonly isOwn?: boolean;
}

/** What was kept of an entry; undefined where that is not one. */
export function keptEntry(value: unknown, written: number): KeptEntry | undefined {
  return isEntry(value) ? { entry: value, written } : undefined;
}

/** Whether a value is an entry. The library that checks shapes elsewhere would be most of what reading a journal takes. */
function isEntry(value: unknown): value is Entry {
  if (!isFields(value)) return false;
  const { wasAbsent, made, detail, at, claimant, ended } = value;
  return (
    typeof wasAbsent === "boolean" &&
    typeof made === "boolean" &&
    isFields(detail) &&
    Object.values(detail).every(isPart) &&
    (at === undefined || (typeof at === "string" && !Number.isNaN(Date.parse(at)))) &&
    (claimant === undefined || typeof claimant === "string") &&
    (ended === undefined || typeof ended === "boolean")
  );
}

/** Whether a value may be in a detail. */
function isPart(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((each) => typeof each === "string");
  return ["string", "number", "boolean"].includes(typeof value);
}
