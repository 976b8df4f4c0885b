import type { Sighting } from "../sighting";
import type { Doubts } from "./doubts";

/**
 * How far a list is understood: `whole`, where it proves of what it does not show that it is not there; `blank`, where it
 * names nothing at all, which is not yet a proof; `unclear`, where something may be there that was not understood.
 */
export type Extent = "whole" | "blank" | "unclear";

/** What a listing is made of. */
export interface ListingParts<T> {
  /** What the list shows, by its name in normal form, in the list's order. */
  readonly shown: ReadonlyMap<string, T>;
  /** What keeps it from proving that an object is not there. */
  readonly doubts?: Pick<Doubts, "isClear" | "isBounded" | "mayName">;
  /** How far it is understood, where its doubts do not tell. */
  readonly extent?: Extent;
  /** How the list looks, without what it holds. */
  readonly looks: string;
}

/** What a list of the panel shows of one kind of object, and what it proves of those that it does not show. */
export class Listing<T> {
  readonly extent: Extent;
  readonly looks: string;
  /** Whether the list says something that was not understood, or that there is more. */
  readonly isDoubtful: boolean;

  constructor(private readonly parts: ListingParts<T>) {
    this.extent = parts.extent ?? extentOf(parts);
    this.looks = parts.looks;
    this.isDoubtful = this.extent === "unclear" || parts.doubts?.isClear === false;
  }

  /** The list of somebody who has nothing, by the panel's own word. */
  static none<T>(): Listing<T> {
    return new Listing<T>({ shown: new Map(), extent: "whole", looks: "“nothing was found”" });
  }

  /** What the list says of the object with this name, in normal form. */
  see(name: string): Sighting<T> {
    const object = this.parts.shown.get(name);
    if (object !== undefined) return { is: "present", object };
    if (this.extent === "whole" && !this.mayName(name)) return { is: "absent" };
    return { is: "unknown", looks: this.looks };
  }

  /** All that the list shows, in its order. */
  all(): T[] {
    return [...this.parts.shown.values()];
  }

  /** This list and another as one, which proves what both prove. */
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

  /** Whether the object may be there unseen: the list does not tell, and it is not one that names nothing. */
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
