import type { Sighting } from "../sighting";

/**
 * How far a list is understood: `whole`, with nothing left over and nothing that says that there is more; `blank`, it
 * names nothing at all, which is not yet a proof that there is nothing; `unclear`, everything else.
 */
export type Extent = "whole" | "blank" | "unclear";

/** What a listing is made of. */
export interface ListingParts<T> {
  /** What the list shows, by its name in normal form, in the list's order. */
  readonly shown: ReadonlyMap<string, T>;
  readonly extent: Extent;
  /** How the list looks, without what it holds. */
  readonly looks: string;
  /** Whether the list may name this object in a place that was not understood. */
  readonly mayName?: (name: string) => boolean;
}

/** What a list of the panel shows of one kind of object, and what it proves of those that it does not show. */
export class Listing<T> {
  readonly extent: Extent;
  readonly looks: string;

  constructor(private readonly parts: ListingParts<T>) {
    this.extent = parts.extent;
    this.looks = parts.looks;
  }

  /** The list of somebody who has nothing, by the panel's own word. */
  static none<T>(): Listing<T> {
    return new Listing<T>({ shown: new Map(), extent: "whole", looks: "“nothing was found”" });
  }

  /** What the list says of the object with this name, in normal form. */
  see(name: string): Sighting<T> {
    const object = this.parts.shown.get(name);
    if (object !== undefined) return { is: "present", object };
    if (this.extent === "whole" && this.parts.mayName?.(name) !== true) return { is: "absent" };
    return { is: "unknown", looks: this.looks };
  }

  /** All that the list shows, in its order. */
  all(): T[] {
    return [...this.parts.shown.values()];
  }

  /** This list and another as one, which proves what both prove. */
  and(other: Listing<T>): Listing<T> {
    const extents = [this.extent, other.extent];
    return new Listing({
      shown: new Map([...other.parts.shown, ...this.parts.shown]),
      extent: (["unclear", "blank"] as const).find((extent) => extents.includes(extent)) ?? "whole",
      looks: this.extent === "unclear" || other.extent === "whole" ? this.looks : other.looks,
      mayName: (name) => this.parts.mayName?.(name) === true || other.parts.mayName?.(name) === true,
    });
  }
}
