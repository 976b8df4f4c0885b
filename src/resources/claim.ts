import * as pulumi from "@pulumi/pulumi";
import type { Kind } from "./dynamic";

/** Which resource of a program names which object, for each program that this process runs. */
const claims = new WeakMap<object, Map<string, string>>();

/**
 * Passes the name of an object on, and makes sure that no other resource of the program names the same one.
 *
 * @param normalise brings the name into the form in which two names are compared
 * @throws pulumi.RunError, when the engine registers the second resource, that names both
 */
export function claim(
  kind: Kind,
  resource: string,
  object: pulumi.Input<string>,
  server: pulumi.Input<string | undefined> | undefined,
  normalise: (written: string) => string,
): pulumi.Output<string> {
  return pulumi.all([object, server]).apply(([written, where]) => {
    // anything else is the provider's to refuse
    if (typeof written !== "string") return written;
    const key = `${kind} ${where ?? ""} ${normalise(written)}`;
    const owners = ownersOfProgram();
    const owner = owners.get(key) ?? resource;
    if (owner !== resource) {
      throw new pulumi.RunError(
        `${kind} "${resource}" and ${kind} "${owner}" both name ${normalise(written)}: declare it once`,
      );
    }
    owners.set(key, resource);
    return written;
  });
}

function ownersOfProgram(): Map<string, string> {
  // one monitor serves one run of one program, also where a process runs several
  const program: object = pulumi.runtime.getMonitor() ?? claims;
  const known = claims.get(program) ?? new Map<string, string>();
  claims.set(program, known);
  return known;
}
