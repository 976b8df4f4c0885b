import { reasonOf } from "../coordination/stateFolder";
import type { Lifecycle } from "./lifecycle";
import type { Session } from "./session";

/**
 * A lifecycle that looks at nothing before the journals are read, and whose changes answer the engine when their notes are
 * kept. A change that was made is recorded in the state even where its notes cannot be kept: no other is made then.
 */
export function withJournal(session: Session, lifecycle: Lifecycle): Lifecycle {
  const loaded = async <T>(call: () => Promise<T>): Promise<T> => {
    await session.loaded();
    return call();
  };
  const saved = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await loaded(call);
    } finally {
      await session.saved().catch((error: unknown) => {
        session.run.warnOfRun(`pulumi-brainycp: what this run noted last is not kept: ${reasonOf(error)}`);
      });
    }
  };
  return {
    configure: (request) => lifecycle.configure(request),
    check: (olds, news) => loaded(() => lifecycle.check(olds, news)),
    diff: (id, olds, news) => loaded(() => lifecycle.diff(id, olds, news)),
    create: (inputs) => saved(() => lifecycle.create(inputs)),
    read: (id, props) => loaded(() => lifecycle.read(id, props)),
    update: (id, olds, news) => saved(() => lifecycle.update(id, olds, news)),
    delete: (id, props) => saved(() => lifecycle.delete(id, props)),
  };
}
