import { connect } from "node:net";

/**
 * Calls back once when the engine is gone. Killed, it leaves its plugins at work and tells them nothing; but its end closes
 * a connection to it, and another cannot be made. Where its address is not known, nothing is called back.
 *
 * @param args the arguments of the plugin's process; the engine gives its address as the last
 */
export function onEngineGone(args: readonly string[], gone: () => void): void {
  const [, host, port] = /^(\S+):(\d+)$/.exec(args.at(-1) ?? "") ?? [];
  if (host === undefined) return;
  let wasThere = false;
  const watch = (): void => {
    let isRefused = false;
    const socket = connect({ host, port: Number(port) }).unref();
    // the engine greets: an end that comes after unread bytes is never told
    socket.resume();
    socket.on("connect", () => (wasThere = true));
    socket.on("error", (error: NodeJS.ErrnoException) => (isRefused = error.code === "ECONNREFUSED"));
    socket.on("close", () => {
      if (!isRefused) {
        // nothing is said in it, so an engine that waits for it to say something hangs up after a while
        setTimeout(watch, 20).unref();
      } else if (wasThere) gone();
    });
  };
  watch();
}
