import { AsyncLocalStorage } from "node:async_hooks";
import type { LoadFromSdk } from "./engineLog";

/** The requests that are about one resource. */
const requests = ["Check", "Diff", "Create", "Read", "Update", "Delete"].map((name) => `${name}Request`);

/** What the SDK's script asks a request for before it calls a provider's method. */
const getters = ["getId", "getOlds", "getNews", "getProperties", "getInputs"];

const urns = new AsyncLocalStorage<string>();

/** The URN of the resource that the request under way is about; undefined where that is not known. */
export function urnUnderWay(): string | undefined {
  return urns.getStore();
}

/**
 * Notes which resource each request is about. Requests carry its URN, but the SDK hands it to no method
 * (pulumi/pulumi#9434). The SDK's script asks a request for its inputs or its id, then calls the method: so asking for
 * them notes the URN for what follows in the same asynchronous flow. An SDK that is not as it is known is left alone.
 *
 * The request that loads this package has been asked for its inputs by then. Diffs, updates and deletions are asked for
 * their id right before the method is called; of other requests the first has no URN.
 */
export function noteUrns(load: LoadFromSdk): void {
  const messages = messagesOf(load);
  for (const name of requests) {
    const prototype = messages[name]?.prototype;
    const urnOf = prototype?.getUrn;
    if (prototype === undefined || urnOf === undefined) continue;
    for (const getter of getters) {
      const get = prototype[getter];
      if (get === undefined) continue;
      prototype[getter] = function (): unknown {
        const urn = urnOf.call(this);
        if (typeof urn === "string" && urn !== "") urns.enterWith(urn);
        return get.call(this);
      };
    }
  }
}

/** A class of messages, as far as it is certain. */
interface Message {
  readonly prototype?: Record<string, ((this: unknown) => unknown) | undefined>;
}

type Messages = Readonly<Record<string, Message | undefined>>;

function messagesOf(load: LoadFromSdk): Messages {
  try {
    return (load("../../proto/provider_pb.js") as Messages | undefined) ?? {};
  } catch {
    return {};
  }
}
