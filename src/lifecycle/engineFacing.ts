import { BrainycpError } from "../adapter/errors";
import type { Diagnostics } from "./diagnostics";
import type { Lifecycle } from "./lifecycle";
import { PartlyCreated } from "./partlyCreated";

/**
 * A lifecycle as the engine calls it: no call is answered before its warnings have arrived, and errors begin with their
 * code, by which people find them in the documentation.
 */
export function engineFacing(diagnostics: Diagnostics, lifecycle: Lifecycle): Lifecycle {
  const answer = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof BrainycpError || error instanceof PartlyCreated) error.showCode();
      throw error;
    } finally {
      await diagnostics.delivered();
    }
  };
  return {
    configure: (request) => lifecycle.configure(request),
    check: (olds, news) => answer(lifecycle.check(olds, news)),
    diff: (id, olds, news) => answer(lifecycle.diff(id, olds, news)),
    create: (inputs) => answer(lifecycle.create(inputs)),
    read: (id, props) => answer(lifecycle.read(id, props)),
    update: (id, olds, news) => answer(lifecycle.update(id, olds, news)),
    delete: (id, props) => answer(lifecycle.delete(id, props)),
  };
}
