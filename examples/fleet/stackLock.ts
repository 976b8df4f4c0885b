/** A process of Pulumi's engine. */
export interface EngineProcess {
  readonly host: string;
  readonly pid: number;
  /** When it started, in milliseconds since 1970, by its machine's clock. */
  readonly startedAt: number;
}

/** How long an engine takes at most from its start until it has locked its stack. */
const untilLocked = 60_000;
/** What Pulumi says of each lock of a stack, in whole seconds. */
const lock = /created by \S+@(\S+) \(pid (\d+)\) at (\S+)/g;

/**
 * Whether every lock that the error names was left behind by one of these processes.
 *
 * @param error what Pulumi says of a stack that is locked
 */
export function isLockedOnlyBy(engines: readonly EngineProcess[], error: string): boolean {
  const holders = Array.from(error.matchAll(lock), ([, host, pid, time]) => {
    return { host, pid: Number(pid), at: Date.parse(time ?? "") };
  });
  return (
    holders.length > 0 &&
    holders.every((holder) =>
      engines.some(({ host, pid, startedAt }) => {
        const age = holder.at - startedAt;
        return host === holder.host && pid === holder.pid && age > -1000 && age < untilLocked;
      }),
    )
  );
}
