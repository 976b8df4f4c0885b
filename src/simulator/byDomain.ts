import { parseAddress } from "./mailAddress";

/** An object with a key for each domain, and below it what is made of the domain's local parts and their values. */
export function byDomain<T>(
  values: readonly (readonly [address: string, value: T])[],
  shape: (locals: (readonly [local: string, value: T])[]) => object = Object.fromEntries,
): object {
  const domains = new Map<string, (readonly [string, T])[]>();
  for (const [address, value] of values) {
    const { local, domain } = parseAddress(address) ?? { local: address, domain: "" };
    domains.set(domain, [...(domains.get(domain) ?? []), [local, value]]);
  }
  return Object.fromEntries([...domains].map(([domain, locals]) => [domain, shape(locals)]));
}
