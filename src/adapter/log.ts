/** Writes a line to standard error where `BRAINYCP_LOG=debug` is set. Callers pass no secrets. */
export function log(line: string): void {
  if (process.env.BRAINYCP_LOG === "debug") console.error(`brainycp: ${line}`);
}
