import type { Lock } from "./writeLock";

const held = new Set<string>();

/** A lock that the parts of this process hold in turn, where no folder can be written. */
export class MemoryLock implements Lock {
  private constructor(private readonly name: string) {}

  /** Takes the lock; undefined where another part of this process holds it. */
  static take(name: string): MemoryLock | undefined {
    if (held.has(name)) return undefined;
    held.add(name);
    return new MemoryLock(name);
  }

  /** A process cannot lose to others what they do not see. */
  isHeld(): boolean {
    return true;
  }

  release(): void {
    held.delete(this.name);
  }
}
