import * as z from "zod";

const config = z.object({ rawConfig: z.record(z.string(), z.unknown()) });

/**
 * The keys of all that the engine configures, of every namespace. The SDK's configuration of a dynamic provider has no
 * method that lists them, but a private field (read in 3.139, 3.248 and 3.276). Where that is missing, none are known.
 */
export function configuredKeys(handedOver: unknown): string[] {
  return Object.keys(config.safeParse(handedOver).data?.rawConfig ?? {});
}
