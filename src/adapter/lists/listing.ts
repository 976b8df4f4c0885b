import type { Sighting } from "../sighting";
import type { Doubts } from "./doubts";

/**
 * How far a list is understood. `whole`: what it does not show does not exist. `blank`: it names nothing at all, which
 * alone proves nothing. `unclear`: it may hold something that was not understood.
 */
export type Extent = "whole" | "blank" | "unclear";

export interface ListingParts<T> {
  /** What the list shows, by name in normal form, in the list's order. */
  readonly shown: ReadonlyMap<string, T>;
  /** What keeps the list from proving that an object does not exist. */
  readonly doubts?: Pick<Doubts, "isClear" | "isBounded" | "mayName">;
  /** How far the list is understood, if its doubts do not tell. */
  readonly extent?: Extent;
  /** The shape of the list, without its content. */
  readonly looks: string;
}

/** What a list of the panel shows of one kind of object, and what it proves about objects that it does not show. */
export class Listing<T> {
  readonly extent: Extent;
  readonly looks: string;
  /** Whether something in the list was not understood, or the list says that there is more. */
  readonly isDoubtful: boolean;

  constructor(private readonly parts: ListingParts<T>) {
    this.extent = parts.extent ?? extentOf(parts);
    this.looks = parts.looks;
    this.isDoubtful = this.extent === "unclear" || parts.doubts?.isClear === false;
  }

  /** The list of a user who has nothing, as the panel itself says. */
  static none<T>(): Listing<T> {
    return new Listing<T>({ shown: new Map(), extent: "whole", looks: "“nothing was found”" });
  }

  /** What the list says about the object with this name, in normal form. */
  see(name: string): Sighting<T> {
    const object = this.parts.shown.get(name);
    if (object !== undefined) return { is: "present", object };
    if (this.extent === "whole" && !this.mayName(name)) return { is: "absent" };
    return { is: "unknown", looks: this.looks };
  }

  all(): T[] {
    return [...this.parts.shown.values()];
  }

  /** Merges this list with another. The result proves only what both prove. */
  and(other: Listing<T>): Listing<T> {
    const extents = [this.extent, other.extent];
    const isClear = !this.isDoubtful && !other.isDoubtful;
    return new Listing({
      shown: new Map([...other.parts.shown, ...this.parts.shown]),
      doubts: { isClear, isBounded: true, mayName: (name) => this.mayName(name) || other.mayName(name) },
      extent: (["unclear", "blank"] as const).find((extent) => extents.includes(extent)) ?? "whole",
      looks: this.extent === "unclear" || other.extent === "whole" ? this.looks : other.looks,
    });
  }

  /** Whether the object may exist unseen: the list does not tell, and does name something. */
  leavesOpen(name: string): boolean {
    return this.see(name).is === "unknown" && (this.extent !== "blank" || this.mayName(name));
  }

  private mayName(name: string): boolean {
    return this.parts.doubts?.mayName(name) === true;
  }
}

function extentOf({ shown, doubts }: ListingParts<unknown>): Extent {
  if (shown.size === 0) return doubts?.isClear === false ? "unclear" : "blank";
  return doubts?.isBounded === false ? "unclear" : "whole";
}

/** Why a list says nothing of an object, as a clause. */
export function notRecognised(what: "mailboxes" | "forwardings", looks: string): string {
  return `the panel's list of ${what} was not recognised (it looks like this: ${looks})`;
}
