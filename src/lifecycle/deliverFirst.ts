import type { Diagnostics } from "./diagnostics";
import type { Lifecycle } from "./lifecycle";

/** A lifecycle that answers no call before its warnings have arrived. */
export function deliverFirst(diagnostics: Diagnostics, lifecycle: Lifecycle): Lifecycle {
  const deliver = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } finally {
      await diagnostics.delivered();
    }
  };
  return {
    configure: (request) => lifecycle.configure(request),
    check: (olds, news) => deliver(lifecycle.check(olds, news)),
    diff: (id, olds, news) => deliver(lifecycle.diff(id, olds, news)),
    create: (inputs) => deliver(lifecycle.create(inputs)),
    read: (id, props) => deliver(lifecycle.read(id, props)),
    update: (id, olds, news) => deliver(lifecycle.update(id, olds, news)),
    delete: (id, props) => deliver(lifecycle.delete(id, props)),
  };
}
