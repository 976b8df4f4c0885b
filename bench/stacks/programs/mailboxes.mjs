/** How many mailboxes a program declares, and their quota: the bench sets both in the environment. */
const { BENCH_MAILBOXES, BENCH_QUOTA } = process.env;

/** The mailboxes that every contender declares: the same names and arguments. */
export const mailboxes = Array.from({ length: Number(BENCH_MAILBOXES) }, (_, place) => {
  const name = `box${String(place).padStart(5, "0")}`;
  return {
    name,
    args: { email: `${name}@example.com`, password: `the password of ${name}`, quota: Number(BENCH_QUOTA) },
  };
});
