import type { Dispatcher } from "undici";

/**
 * The same connections, with a last check of each request: right before its first byte goes out, after whatever time the
 * connection took. A check that throws keeps the request from being sent, and the request fails with what it threw.
 */
export function checkedBeforeSending(connections: Dispatcher, check: () => void): Dispatcher {
  return connections.compose((dispatch) => (options, handler) => {
    const start = handler.onRequestStart?.bind(handler);
    handler.onRequestStart = (controller, context) => {
      check();
      start?.(controller, context);
    };
    return dispatch(options, handler);
  });
}
