import fc from "fast-check";

/** A generated list: its data, and what is true of the panel behind it. */
export interface Generated<Held> {
  readonly data: unknown;
  /** What the panel holds, by address. */
  readonly held: ReadonlyMap<string, Held>;
  /** Whether the list hides a part of it on another page. */
  readonly isPage: boolean;
  /** Whether all that stands in it has a name that says what it is. */
  readonly isPlain: boolean;
}

/** The addresses of which some are held; others stand in a list as noise, or not at all. */
const candidates = [
  "ann@example.com",
  "bob@example.com",
  "o'brien@example.com",
  "r&d@example.org",
  "info@example.org",
  "sales@example.com",
] as const;

/** How values are escaped on their way. */
const escapes: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replaceAll("&", "&amp;").replaceAll("'", "&#039;"),
  (text) => text.replaceAll("'", "\\'"),
  (text) => `"${text}"`,
  (text) => ` ${text.toUpperCase()} `,
  (text) => `Somebody <${text}>`,
];

/** Fields of a row that say nothing of where a mailbox or a forwarding is. */
const noise: readonly Readonly<Record<string, unknown>>[] = [
  {},
  { id: 7, active: "1", used: "3072" },
  { created_by: "root@panel.test", path: "/var/mail/x" },
  { contact: { email: "root@panel.test" }, flags: ["on"] },
  { owner: "root", owner_email: "root@panel.test" },
];
/** Fields of a row that are not known to say nothing. */
const unknownNoise: readonly Readonly<Record<string, unknown>>[] = [
  { second: "root@panel.test" },
  { x: { y: "dkim@example.com" } },
  { remark: "total@example.com is next" },
];

/** What stands around a list and changes nothing. */
const wrappers: readonly ((list: unknown) => unknown)[] = [
  (list) => list,
  (list) => ({ data: list }),
  (list) => ({ data: { list }, status: "ok" }),
  (list) => ({ result: list, message: "The list was read", count: undefined }),
  (list) => ({ user: "vic", items: list, meta: { took: 3, page: 1 } }),
  (list) => ({ list, per_page: 500, has_more: false, next: null }),
];
/** What stands around a page of a list. */
const pages: readonly ((list: unknown) => unknown)[] = [
  (list) => ({ total: 500, list }),
  (list) => ({ list, meta: { pagination: { totalItems: "500", perPage: 2 } } }),
  (list) => ({ data: list, has_more: 1 }),
  (list) => ({ data: list, links: { next: "/api?page=2" } }),
  (list) => ({ data: { rows: list, iTotalRecords: "500", iTotalDisplayRecords: "500" } }),
  (list) => ({ page: 2, list }),
];
/** What stands beside a list and is not known. */
const unknownWrappers: readonly ((list: unknown) => unknown)[] = [
  (list) => ({ list, more_of_it: ["root@panel.test"] }),
  (list) => ({ list, note: "see dkim@example.com" }),
  (list) => ({ first: list, second: { a: "total@example.com" } }),
  (list) => [list, ["?"]],
];

type Form = (address: string, index: number, parts: Parts) => unknown;
interface Parts {
  readonly escape: (text: string) => string;
  readonly noise: Readonly<Record<string, unknown>>;
  readonly targets: readonly string[];
}
type Shape = (addresses: readonly (readonly [string, Parts])[]) => unknown;

function each(form: Form): Shape {
  return (addresses) => addresses.map(([address, parts], index) => form(address, index, parts));
}

function keyed(value: (address: string, parts: Parts) => unknown): Shape {
  return (addresses) =>
    Object.fromEntries(addresses.map(([address, parts]) => [parts.escape(address), value(address, parts)]));
}

function byDomain(shape: (locals: readonly (readonly [string, Parts])[]) => unknown): Shape {
  return (addresses) => {
    const domains = new Map<string, (readonly [string, Parts])[]>();
    for (const [address, parts] of addresses) {
      const [local = "", domain = ""] = address.split("@");
      domains.set(domain, [...(domains.get(domain) ?? []), [local, parts]]);
    }
    return Object.fromEntries([...domains].map(([domain, locals]) => [domain, shape(locals)]));
  };
}

function split(address: string): { local: string; domain: string } {
  const [local = "", domain = ""] = address.split("@");
  return { local, domain };
}

const mailboxShapes: readonly Shape[] = [
  each((address, _, { escape }) => escape(address)),
  each((address, id, { escape, noise: more }) => ({ id, ...more, email: escape(address), quota: "500" })),
  each((address, _, { escape, noise: more }) => ({ login: escape(address), ...more })),
  each((address, _, { noise: more }) => ({
    user: split(address).local,
    domain: split(address).domain,
    ...more,
  })),
  keyed(() => "500"),
  keyed((_, { noise: more }) => ({ quota: 500, ...more })),
  byDomain((locals) => locals.map(([local]) => local)),
  byDomain((locals) =>
    Object.fromEntries(locals.map(([local, { noise: more }]) => [local, { quota: 5, ...more }])),
  ),
  byDomain((locals) => ({
    total: locals.length,
    dkim: 1,
    spam_filter: "on",
    mailboxes: locals.map(([local]) => local),
  })),
];

const forwardShapes: readonly Shape[] = [
  each((source, _, { escape, noise: more, targets }) => ({
    ...more,
    source: escape(source),
    target: targets.join(","),
  })),
  each((source, id, { escape, noise: more, targets }) => ({
    id,
    email: escape(source),
    ...more,
    forward_to: targets,
  })),
  each((source, _, { noise: more, targets }) => ({ ...split(source), ...more, goto: targets.join(", ") })),
  each((source, _, { targets }) => `${source} => ${targets.join(", ")}`),
  each((source, _, { targets }) => `${source} =&gt; ${targets.join(",")}`),
  keyed((_, { targets }) => targets.join(",")),
  keyed((_, { targets }) => targets),
  keyed((_, { noise: more, targets }) => ({ ...more, targets })),
  byDomain((locals) => Object.fromEntries(locals.map(([local, { targets }]) => [local, targets.join(",")]))),
  byDomain((locals) => Object.fromEntries(locals.map(([local, { targets }]) => [local, targets]))),
];

const targets = fc.uniqueArray(fc.constantFrom("boss@other.test", "zoe@other.test", "Lee@x.test"), {
  minLength: 1,
});

function generated(shapes: readonly Shape[]): fc.Arbitrary<Generated<readonly string[]>> {
  return fc
    .record({
      addresses: fc.uniqueArray(fc.constantFrom(...candidates), { minLength: 1 }),
      targets: fc.array(targets, { minLength: candidates.length, maxLength: candidates.length }),
      shape: fc.constantFrom(...shapes),
      escape: fc.constantFrom(...escapes),
      hidden: fc.option(fc.constantFrom(...pages), { freq: 3 }),
      noise: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...noise) }, fc.constantFrom(...unknownNoise)),
      wrapper: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...wrappers) },
        fc.constantFrom(...unknownWrappers),
      ),
    })
    .map((made) => {
      const held = new Map<string, readonly string[]>(
        made.addresses.map((address, index) => [address, made.targets[index] ?? []]),
      );
      const isPage = made.hidden !== null;
      const shown = isPage ? made.addresses.slice(0, Math.ceil(made.addresses.length / 2)) : made.addresses;
      const parts = (address: string): Parts => ({
        escape: made.escape,
        noise: made.noise,
        targets: held.get(address) ?? [],
      });
      const list = made.shape(shown.map((address) => [address, parts(address)]));
      const data = made.hidden === null ? made.wrapper(list) : made.hidden(list);
      const isPlain = noise.includes(made.noise) && (isPage || wrappers.includes(made.wrapper));
      // through JSON, as a panel sends it
      return { data: JSON.parse(JSON.stringify(data)) as unknown, held, isPage, isPlain };
    });
}

/** Lists of mailboxes from wrappers, keys, rows, noise, escapes and pages. */
export const mailboxLists = generated(mailboxShapes);

/** Lists of forwardings from the same; what is held are the targets. */
export const forwardLists = generated(forwardShapes);
