import type { BrainycpError } from "../adapter/errors";
import type { Props } from "./props";

/**
 * A creation that succeeded in part: the engine keeps the object and its `properties` in the state, and calls `update`
 * at the next run. The SDK reads these fields and `message`, and adds no `__provider` to the properties.
 */
export class PartlyCreated extends Error {
  readonly properties: Props;
  reasons: readonly string[];

  constructor(
    readonly id: string,
    inputs: Props,
    state: Props,
    private readonly error: BrainycpError,
  ) {
    super(error.message);
    this.properties = { ...state, incomplete: true, __provider: inputs.__provider };
    this.reasons = [error.message];
    this.stack = this.message;
  }

  /** Puts the code of the error in front of its message. */
  showCode(): void {
    this.error.showCode();
    this.message = this.error.message;
    this.reasons = [this.message];
    this.stack = this.message;
  }
}
