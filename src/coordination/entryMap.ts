import type { EntryKey } from "./journalStore";

/**
 * What is known of each entry, or of each object. No text is made of a key: it is asked for several times in each call of
 * the engine.
 */
export class EntryMap<T> {
  private readonly kinds = new Map<string, Map<string, T>>();

  get({ kind, name }: EntryKey): T | undefined {
    return this.kinds.get(kind)?.get(name);
  }

  has({ kind, name }: EntryKey): boolean {
    return this.kinds.get(kind)?.has(name) === true;
  }

  set({ kind, name }: EntryKey, value: T): void {
    const known = this.kinds.get(kind);
    if (known === undefined) this.kinds.set(kind, new Map([[name, value]]));
    else known.set(name, value);
  }

  delete({ kind, name }: EntryKey): void {
    const names = this.kinds.get(kind);
    names?.delete(name);
    if (names?.size === 0) this.kinds.delete(kind);
  }

  clear(): void {
    this.kinds.clear();
  }

  get isEmpty(): boolean {
    return this.kinds.size === 0;
  }

  values(): T[] {
    return [...this.kinds.values()].flatMap((names) => [...names.values()]);
  }
}
