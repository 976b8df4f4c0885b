/** The spelling to use for an address. */
export interface ChosenSpelling {
  /** The address as the panel writes it. */
  readonly spelling: string;
  /** Whether the list shows several spellings of the address, none of them its normal form. */
  readonly isAmbiguous: boolean;
}

/** A spelling, and what the list says of it. */
interface Spelling<T> {
  readonly spelling: string;
  readonly value: T | undefined;
}

/** The spellings of one address in a list. The panel may treat them as different objects. */
export class Spellings<T> {
  /** Nearly always one, for which a map would be large. */
  private readonly values: Spelling<T>[] = [];

  /** @param address the address in its normal form */
  constructor(private readonly address: string) {}

  /** Takes a spelling, and merges its value with what is already known. */
  add(spelling: string, merge: (known: T | undefined) => T | undefined): void {
    const local = localOf(spelling);
    const place = this.values.findIndex((known) => localOf(known.spelling) === local);
    const known = this.values[place];
    const merged = { spelling: known?.spelling ?? spelling, value: merge(known?.value) };
    if (known === undefined) this.values.push(merged);
    else this.values[place] = merged;
  }

  /** The spelling to use for the address: its normal form, or else the only one. Several others are ambiguous. */
  chosen(): ChosenSpelling & { readonly value: T | undefined } {
    const local = localOf(this.address);
    const exact = this.values.find((known) => localOf(known.spelling) === local);
    const { spelling, value } = exact ?? this.values[0] ?? { spelling: this.address, value: undefined };
    return { spelling, value, isAmbiguous: exact === undefined && this.values.length > 1 };
  }
}

/** What tells two spellings apart: a domain has no case. */
function localOf(spelling: string): string {
  return spelling.slice(0, spelling.lastIndexOf("@"));
}
