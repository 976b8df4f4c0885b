import type { ZoneRecord } from "../../adapter/lists/zoneRecord";
import type { WaitFor } from "../../adapter/nameServers";
import type { ObjectState } from "../../lifecycle/kind";

/** What a program writes of a domain's record, in normal form. */
export interface RecordInputs {
  readonly domain: string;
  /** The selector of the panel's DKIM key. */
  readonly selector?: string | undefined;
  readonly server?: string | undefined;
  readonly waitFor?: WaitFor | undefined;
}

/** What the state holds of it. */
export interface RecordState extends RecordInputs, ObjectState {
  /** Whether the record was on before: a deletion then leaves it on. */
  readonly foundEnabled: boolean;
  /** The record in the panel's zone, where that is shown. */
  readonly record?: ZoneRecord | undefined;
  /** The selectors of the DKIM keys that were there before an incomplete creation. */
  readonly keysBefore?: readonly string[] | undefined;
}
