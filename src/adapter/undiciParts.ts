import { createRequire } from "node:module";
import type { Dispatcher } from "undici";

type Undici = typeof import("undici");

/** What this package uses of undici. */
export interface UndiciParts extends Pick<Undici, "Agent" | "buildConnector" | "errors"> {
  /** Sends a request over connections, which are its `this`. */
  readonly request: (
    this: Dispatcher,
    options: Dispatcher.RequestOptions,
  ) => Promise<Dispatcher.ResponseData>;
}

/**
 * Loads these parts alone where undici has them in the files of its version 7: the rest of it, such as web sockets,
 * caches and mocks, takes most of the time that loading it takes, in every run. All of undici elsewhere.
 */
export function loadUndici(load: (module: string) => unknown): UndiciParts {
  try {
    return {
      Agent: load("undici/lib/dispatcher/agent.js") as Undici["Agent"],
      buildConnector: load("undici/lib/core/connect.js") as Undici["buildConnector"],
      errors: load("undici/lib/core/errors.js") as Undici["errors"],
      request: load("undici/lib/api/api-request.js") as UndiciParts["request"],
    };
  } catch {
    const { Agent, buildConnector, errors } = load("undici") as Undici;
    return {
      Agent,
      buildConnector,
      errors,
      request(options) {
        return this.request(options);
      },
    };
  }
}

export const { Agent, buildConnector, errors, request } = loadUndici(createRequire(__filename));
