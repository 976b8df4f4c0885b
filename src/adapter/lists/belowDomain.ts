import type { Doubts } from "./doubts";
import { domainFields, squash } from "./fields";
import { isFields, isNothing, isScalar, textsOf } from "./json";
import { claimed, type Part } from "./part";
import type { Entry, Recogniser } from "./recogniser";
import type { RowReader } from "./rowReader";
import { joinAddress } from "./text";

/** Tells the local parts below a domain from fields of the domain itself. */
export class BelowDomain {
  constructor(
    private readonly reader: RowReader,
    private readonly recogniser: Recogniser,
    private readonly doubts: Doubts,
  ) {}

  /** The entries whose keys are local parts, and those that are fields of the domain. */
  split(entries: readonly Entry[]): { readonly locals: readonly Entry[]; readonly own: readonly Entry[] } {
    // if each has a record of this kind, a word such as `support` is a local part
    const areRecords = entries.every(([, value]) => isFields(value) && this.reader.isRecord(value));
    const isOwn = ([key]: Entry): boolean =>
      domainFields.has(squash(key)) || (!areRecords && (this.recogniser.isOthers(key) || namesAddress(key)));
    const hasOwn = entries.some(isOwn);
    // beside the domain's own fields, an unknown key may be one more of them
    const isLocal = (entry: Entry): boolean => !isOwn(entry) && (!hasOwn || this.reader.isRecord(entry[1]));
    return { locals: entries.filter(isLocal), own: entries.filter((entry) => !isLocal(entry)) };
  }

  /** Reads a field of the domain. It may still be a local part, so it leaves a doubt about that name. */
  ownField(key: string, value: unknown, domain: string): Part {
    const local = joinAddress(key, domain);
    if (local !== undefined) this.doubts.name(local.address);
    for (const text of textsOf(value)) this.doubts.addressesIn(text);
    if (!isScalar(value) && !isNothing(value) && !domainFields.has(squash(key))) this.doubts.leave(domain);
    return claimed(key, value);
  }
}

/** Whether a key is a field for an address: `soa_email`, `reports_to`. */
function namesAddress(key: string): boolean {
  return /[^\p{L}\p{N}](e?mail|address|addr|to)$/iu.test(key);
}
