import { Server } from "node:net";

/** The call by which the engine asks a plugin to stop. Source: Pulumi's `provider.proto`. */
const cancelPath = "/pulumirpc.ResourceProvider/Cancel";

/**
 * Calls back when the engine asks its plugins to stop, which the first Ctrl-C makes it do. The SDK answers that call by
 * itself and tells no provider (`cmd/dynamic-provider`), so it is overheard at the server of this process. Where there is
 * no such server, nothing is heard, and the engine waits for what is under way.
 */
export function onCancellation(stop: () => void): void {
  const { _getActiveHandles: list } = process as { _getActiveHandles?: () => unknown[] };
  for (const handle of list?.call(process) ?? []) {
    if (!(handle instanceof Server)) continue;
    handle.on("stream", (_stream: unknown, headers: Readonly<Record<string, unknown>>) => {
      if (headers[":path"] === cancelPath) stop();
    });
  }
}
