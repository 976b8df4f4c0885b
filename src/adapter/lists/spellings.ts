/** The spellings in which a list shows one address, which a panel may take for several objects. */
export class Spellings<T> {
  private readonly values = new Map<string, { readonly spelling: string; readonly value: T | undefined }>();

  /** @param address the address in its normal form */
  constructor(private readonly address: string) {}

  /** Takes a spelling, and puts what is said of it to what was said before. */
  add(spelling: string, merge: (known: T | undefined) => T | undefined): void {
    // domains have no case
    const key = spelling.slice(0, spelling.lastIndexOf("@"));
    const known = this.values.get(key);
    this.values.set(key, { spelling: known?.spelling ?? spelling, value: merge(known?.value) });
  }

  /** The spelling that is meant by the address: its normal form, else the only one; with several others it is not known. */
  chosen(): { readonly spelling: string; readonly value: T | undefined; readonly isAmbiguous: boolean } {
    const [first] = this.values.values();
    const exact = this.values.get(this.address.slice(0, this.address.lastIndexOf("@")));
    const { spelling, value } = exact ?? first ?? { spelling: this.address, value: undefined };
    return { spelling, value, isAmbiguous: exact === undefined && this.values.size > 1 };
  }
}
