/**
 * Leaves the errors of this package to the engine, which shows each under its resource: the SDK's script also prints
 * those of checks, diffs, reads and deletions, which would show them a second time, under the stack.
 */
export function leaveErrorsToEngine(): void {
  const print = console.error;
  console.error = (...said: unknown[]): void => {
    if (!isOwnError(said[0])) print.apply(console, said);
  };
}

/** Whether a text is an error of this package as the SDK's script prints it: `String(error)`, a colon and the stack. */
function isOwnError(text: unknown): boolean {
  return typeof text === "string" && /^brainycp [a-z_]+: /.test(text);
}
