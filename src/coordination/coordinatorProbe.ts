import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { dirname } from "node:path";
import { BrainycpError } from "../adapter/errors";
import { Database } from "./database";
import { isDatabaseAddress } from "./databaseAddress";
import { tableNames } from "./databaseTables";
import { NamedFolder } from "./namedFolder";
import { proveOwnSession } from "./ownSession";

/** What a coordinator is, as far as it tells. */
export type CoordinatorProbe =
  | { readonly is: "folder" }
  | {
      readonly is: "database";
      /** The server's version, as it writes it: `15.6 (Debian 15.6-1)`. */
      readonly version: string;
    };

/** What is missing in a database: a table that cannot be written, or made where it is not there. */
const findMissing = `
  select name, to_regclass(name) is not null as "isThere", current_user as role
  from unnest($1::text[]) as tables (name)
  where case
    when to_regclass(name) is null then not coalesce(has_schema_privilege(current_schema(), 'create'), false)
    else not (
      has_table_privilege(to_regclass(name), 'select') and has_table_privilege(to_regclass(name), 'insert')
      and has_table_privilege(to_regclass(name), 'update') and has_table_privilege(to_regclass(name), 'delete')
    )
  end`;

const findVersion = "select current_setting('server_version') as version";

/**
 * Makes sure that runs can meet at a coordinator; nothing is written there.
 *
 * @param named what `brainycp:coordinator` is set to
 * @throws BrainycpError (`config`, `coordinator_unreachable`) where they cannot
 */
export async function probeCoordinator(named: string): Promise<CoordinatorProbe> {
  if (isDatabaseAddress(named)) return probeDatabase(new Database(named));
  const folder = new NamedFolder(named);
  try {
    const there = madeOf(named);
    // a file is no folder, whatever its rights
    readdirSync(there);
    accessSync(there, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    folder.failed(error);
  }
  return { is: "folder" };
}

/** The folder, or where it is not there yet the nearest above it, in which it will be made. */
function madeOf(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : madeOf(dirname(folder));
}

async function probeDatabase(database: Database): Promise<CoordinatorProbe> {
  try {
    const [found] = await database.query<{ version: string }>(findVersion);
    const missing = await database.query<{ name: string; isThere: boolean; role: string }>(findMissing, [
      tableNames,
    ]);
    const [first] = missing;
    if (first !== undefined)
      throw notAllowed(
        first.role,
        missing.map(({ name }) => name),
        first.isThere,
      );
    const client = await database.connect();
    await proveOwnSession(database, client).finally(() => client.end());
    return { is: "database", version: found?.version ?? "" };
  } catch (error) {
    throw database.failure(error);
  } finally {
    await database.end();
  }
}

function notAllowed(role: string, tables: readonly string[], isThere: boolean): BrainycpError {
  const names = tables.join(" and ");
  return new BrainycpError({
    code: "coordinator_unreachable",
    problem: `The role ${role} may not ${isThere ? "read and write" : "make"} ${names} in the database of brainycp:coordinator`,
    nextStep: isThere
      ? `Let its owner grant that:\n  grant select, insert, update, delete on ${tables.join(", ")} to "${role}"`
      : `Let the database's owner make them, in a first run of his own, or allow the role to:\n  grant create on schema public to "${role}"`,
  });
}
