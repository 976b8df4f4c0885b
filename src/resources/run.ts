import { ForwardMemory } from "./forwardMemory";
import type { KeptForward } from "./keptForwards";

/** How an object came to be what this run says it is. */
export type Part = "made" | "taken over" | "found so" | "deleted";

/** What one run of the engine did through this process: objects are named by panel and object. */
export class Run {
  private readonly parts = new Map<string, Part>();
  private readonly said = new Set<string>();
  private readonly allowedLosses = new Set<string>();
  private readonly awaited = new Set<string>();
  /** The forwardings that a mailbox's deletion may have taken along, by the mailbox. */
  readonly kept = new Map<string, readonly KeptForward[]>();
  private readonly forwards = new Map<string, ForwardMemory>();

  /** Remembers what this run did with an object. */
  note(object: string, part: Part): void {
    this.parts.set(object, part);
  }

  /** What this run did with an object that it must not delete any more; undefined where it may. */
  keeps(object: string): Part | undefined {
    const part = this.parts.get(object);
    return part === "deleted" ? undefined : part;
  }

  /** Remembers that the program allows the loss of a mailbox whose state still refuses it. */
  allowLoss(object: string): void {
    this.allowedLosses.add(object);
  }

  allowsLoss(object: string): boolean {
    return this.allowedLosses.has(object);
  }

  /** Remembers that the engine creates an object in this run, unless something fails. */
  expect(object: string): void {
    this.awaited.add(object);
  }

  /** Whether a creation is still to come, so that a deletion makes room for it. */
  expects(object: string): boolean {
    return this.awaited.has(object) && !this.parts.has(object);
  }

  /** What is known of a forwarding. */
  forward(object: string): ForwardMemory {
    const known = this.forwards.get(object) ?? new ForwardMemory();
    this.forwards.set(object, known);
    return known;
  }

  /** Prints a warning once; it stands under the stack in Pulumi's output, so the text names the object. */
  warn(text: string): void {
    if (this.said.has(text)) return;
    this.said.add(text);
    console.warn(text);
  }
}
