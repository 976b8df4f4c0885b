import process from "node:process";

/** @type {NodeJS.Signals[]} */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Two signals within this time are one: npm hands on the Ctrl-C that the terminal has sent to all anyway. */
const sameWithinMilliseconds = 500;

/**
 * Calls `handle` each time the user interrupts this run, which no longer ends it, until the function that this
 * returns is called.
 *
 * @param {() => void} handle
 */
export function onInterruption(handle) {
  let last = 0;
  const listener = () => {
    const same = Date.now() - last < sameWithinMilliseconds;
    last = Date.now();
    if (!same) handle();
  };
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}
