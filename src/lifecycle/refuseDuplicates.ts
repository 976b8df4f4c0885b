import * as pulumi from "@pulumi/pulumi";
import type { ResourceType } from "./resource";

/** Which resource of a program names which object, for each program that this process runs. */
const owners = new WeakMap<object, Map<string, string>>();

/**
 * Passes the name of an object on, and makes sure that no other resource of the program names the same one.
 *
 * @throws pulumi.RunError, when the engine registers the second resource, that names both
 */
export function refuseDuplicates(
  { kind, identity }: Pick<ResourceType, "kind" | "identity">,
  resource: string,
  object: pulumi.Input<string>,
  server: pulumi.Input<string | undefined> | undefined,
): pulumi.Output<string> {
  return pulumi.all([object, server]).apply(([written, where]) => {
    // anything else is the provider's to refuse
    if (typeof written !== "string") return written;
    const name = identity.normalise(written);
    const key = `${kind} ${where ?? ""} ${name}`;
    const known = ownersOfProgram();
    const owner = known.get(key) ?? resource;
    if (owner !== resource) {
      throw new pulumi.RunError(
        `${kind} "${resource}" and ${kind} "${owner}" both name ${name}: declare it once`,
      );
    }
    known.set(key, resource);
    return written;
  });
}

function ownersOfProgram(): Map<string, string> {
  // one monitor serves one run of one program, also where a process runs several
  const program: object = pulumi.runtime.getMonitor() ?? owners;
  const known = owners.get(program) ?? new Map<string, string>();
  owners.set(program, known);
  return known;
}
