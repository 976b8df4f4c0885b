import { isDeepStrictEqual } from "node:util";
import type { Props } from "./props";

/** The inputs that the engine holds of each object, as far as it handed them over or was given them in this run. */
export class HeldInputs {
  private readonly byObject = new Map<string, Props>();

  /** @param object what tells the object apart from others, in its inputs as in its state */
  note(object: string, inputs: Props): void {
    this.byObject.set(object, inputs);
  }

  /** Whether one of these properties is another in the inputs that the engine holds; false where they are not known. */
  differ(object: string, news: Props, names: readonly string[]): boolean {
    const held = this.byObject.get(object);
    return held !== undefined && names.some((name) => !isDeepStrictEqual(held[name], news[name]));
  }
}
