import type { OpMap } from "@pulumi/pulumi/automation";
import type { Sql } from "./database";

/** How far a panel's last job has come. */
export interface PanelStatus {
  readonly panel: string;
  readonly operation: string;
  /**
   * - `waiting`: no worker has taken it yet, or one has given it back; `errors` may say why
   * - `running`: a worker is at work, or is gone and another one will take over soon
   * - `retrying`: an attempt failed, and another one follows
   * - `done`, `failed`: it has ended
   */
  readonly state: "waiting" | "running" | "retrying" | "done" | "failed";
  /** How often it was tried. */
  readonly attempt: number;
  /** Since when the state is so. */
  readonly since: Date;
  /** Who runs it; null if nobody does. */
  readonly worker: string | null;
  /** What the run does. */
  readonly step: string;
  /** The version of the program that it was enqueued for. */
  readonly program: string;
  /** How many resources were created, left the same, and so on. */
  readonly changes: OpMap;
  /** What went wrong in the last attempt. */
  readonly errors: readonly string[];
}

/**
 * Reads how far the panels have come, those that have a job.
 *
 * @param only the names of the panels; all by default
 */
export async function readStatus(sql: Sql, only?: readonly string[]): Promise<PanelStatus[]> {
  const { rows } = await sql.executeSql<PanelStatus>(
    `select jobs.panel, operation, state, attempt, since, worker, step,
       split_part(jobs.queue, '-', 2) as program, changes, errors
     from fleet.jobs left join fleet.runs on runs.panel = jobs.panel and runs.job = jobs.id
     where $1::text[] is null or jobs.panel = any ($1) order by jobs.panel`,
    [only ?? null],
  );
  return rows;
}

/** Whether the panel's job needs no worker any more. */
export const hasEnded = ({ state }: PanelStatus): boolean => state === "done" || state === "failed";

/** The exit code for scripts: 0 if all panels are done, 1 if one has failed, 3 if one has not ended. */
export function exitCodeOf(panels: readonly PanelStatus[]): number {
  if (!panels.every(hasEnded)) return 3;
  return panels.every(({ state }) => state === "done") ? 0 : 1;
}
