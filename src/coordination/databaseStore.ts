import type { Database } from "./database";
import { withTables } from "./databaseTables";
import { keptDays, type Kept } from "./journalStore";
import { MirroredStore, type Change } from "./mirroredStore";

const findEntries = `
  select kind, name, entry as value, (extract(epoch from noted_at) * 1000)::float8 as written
  from brainycp_journal where project = $1 and endpoint = $2`;

/**
 * Removes and keeps entries in one statement, so that either all of it is kept or nothing. What is removed as another run
 * noted it stays where that has noted more since.
 */
const changeEntries = `
  with gone as (
    delete from brainycp_journal using unnest($3::text[], $4::text[], $8::text[]) as removed (kind, name, known)
    where project = $1 and endpoint = $2
      and brainycp_journal.kind = removed.kind and brainycp_journal.name = removed.name
      and (removed.known is null or brainycp_journal.entry = removed.known::jsonb)
  )
  insert into brainycp_journal (project, endpoint, kind, name, entry)
  select $1, $2, kind, name, entry::jsonb
  from unnest($5::text[], $6::text[], $7::text[]) as noted (kind, name, entry)
  on conflict (project, endpoint, kind, name) do update set entry = excluded.entry, noted_at = now()`;

/** Removes what claims nothing any more; entries of other projects too. */
const sweep = `delete from brainycp_journal where noted_at < now() - interval '${keptDays} days'`;

/** Entries in the table `brainycp_journal`. All methods throw BrainycpError (`coordinator_unreachable`). */
export class DatabaseStore extends MirroredStore {
  private hasKept = false;

  constructor(
    private readonly database: Database,
    private readonly project: string,
    private readonly endpoint: string,
  ) {
    super();
  }

  protected fetch(): Promise<readonly Kept[]> {
    const { project, endpoint } = this;
    return this.asking(() =>
      withTables(this.database, () => this.database.query<Kept>(findEntries, [project, endpoint])),
    );
  }

  /** Leaves what later runs need, and no more, where this run has noted anything. */
  async end(): Promise<void> {
    if (this.hasKept) await this.asking(() => this.database.query(sweep));
  }

  protected async keep(changes: readonly Change[]): Promise<void> {
    const removed = changes.filter(({ value }) => value === undefined);
    const noted = changes.filter(({ value }) => value !== undefined);
    await this.asking(() =>
      this.database.query(changeEntries, [
        this.project,
        this.endpoint,
        removed.map(({ key }) => key.kind),
        removed.map(({ key }) => key.name),
        noted.map(({ key }) => key.kind),
        noted.map(({ key }) => key.name),
        noted.map(({ value }) => JSON.stringify(value)),
        removed.map(({ known }) => (known === undefined ? null : JSON.stringify(known))),
      ]),
    );
    this.hasKept = true;
  }

  private async asking<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw this.database.failure(error);
    }
  }
}
