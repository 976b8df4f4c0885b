/** The spelling to use for an address. */
export interface ChosenSpelling {
  /** The address as the panel writes it. */
  readonly spelling: string;
  /** Whether the list shows several spellings of the address, none of them its normal form. */
  readonly isAmbiguous: boolean;
}

/** The spellings of one address in a list. The panel may treat them as different objects. */
export class Spellings<T> {
  private readonly values = new Map<string, { readonly spelling: string; readonly value: T | undefined }>();

  /** @param address the address in its normal form */
  constructor(private readonly address: string) {}

  /** Takes a spelling, and merges its value with what is already known. */
  add(spelling: string, merge: (known: T | undefined) => T | undefined): void {
    // a domain has no case
    const key = spelling.slice(0, spelling.lastIndexOf("@"));
    const known = this.values.get(key);
    this.values.set(key, { spelling: known?.spelling ?? spelling, value: merge(known?.value) });
  }

  /** The spelling to use for the address: its normal form, or else the only one. Several others are ambiguous. */
  chosen(): ChosenSpelling & { readonly value: T | undefined } {
    const [first] = this.values.values();
    const exact = this.values.get(this.address.slice(0, this.address.lastIndexOf("@")));
    const { spelling, value } = exact ?? first ?? { spelling: this.address, value: undefined };
    return { spelling, value, isAmbiguous: exact === undefined && this.values.size > 1 };
  }
}
