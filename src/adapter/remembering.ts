/** How many answers are kept: enough for the fields and the domains of one panel. */
const most = 10_000;
/** How long a text may be that is kept: a name of DNS has 253 characters at most. */
const longest = 253;

/** A function of a text that gives the same answer to the same text, and finds it once. */
export function remembering<T>(find: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const found = find(text);
    if (text.length > longest) return found;
    if (known.size >= most) known.clear();
    known.set(text, found);
    return found;
  };
}
