/** Begins the address of a PostgreSQL database. */
const scheme = /^postgres(ql)?:\/\//i;

/** Whether a coordinator is a database, not a folder. */
export function isDatabaseAddress(coordinator: string): boolean {
  return scheme.test(coordinator);
}

/** Whether what is set is the address of a database with a password in it. */
export function holdsPassword(coordinator: unknown): boolean {
  return (
    typeof coordinator === "string" &&
    isDatabaseAddress(coordinator) &&
    URL.canParse(coordinator) &&
    (new URL(coordinator).password !== "" || new URL(coordinator).searchParams.has("password"))
  );
}
