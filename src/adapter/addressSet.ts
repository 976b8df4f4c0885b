import { addressKey, targetSet } from "./address";

/** The addresses of a list that the other does not name. */
export function without(addresses: readonly string[], others: readonly string[]): string[] {
  const keys = new Set(others.map(addressKey));
  return addresses.filter((address) => !keys.has(addressKey(address)));
}

/** The addresses of a list that the other names too. */
export function common(addresses: readonly string[], others: readonly string[]): string[] {
  return without(addresses, without(addresses, others));
}

/** The addresses of all lists, each once, in one order. */
export function together(...lists: readonly (readonly string[])[]): string[] {
  return targetSet(lists.flat());
}
