import { InvalidArgumentError } from "commander";
import { normaliseDomain } from "../adapter/address";

/** The domains of an option that may be repeated, in their normal form. */
export function domainsArgument(written: string, others: readonly string[] = []): string[] {
  const domain = normaliseDomain(written);
  if ("refused" in domain) throw new InvalidArgumentError(`It ${domain.refused}.`);
  return [...others, domain.value];
}
