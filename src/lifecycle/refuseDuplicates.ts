import { setImmediate } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { ProgramMistake } from "./programMistake";
import type { ResourceType } from "./resource";

/** What is known of a program that this process runs. */
interface Program {
  /** Which resource names which object. */
  readonly owners: Map<string, string>;
  /** What it declares twice. */
  readonly duplicates: Set<string>;
  mistake?: ProgramMistake;
}

const programs = new WeakMap<object, Program>();

/**
 * Passes the name of an object on, and makes sure that no other resource of the program names the same one. Otherwise
 * none of the resources that the program declares at once reaches the engine.
 *
 * @throws ProgramMistake, when the engine is about to get it, that names both
 */
export function refuseDuplicates(
  { kind, identity }: Pick<ResourceType, "kind" | "identity">,
  resource: string,
  object: pulumi.Input<string>,
  server: pulumi.Input<string | undefined> | undefined,
): pulumi.Output<string> {
  const program = programUnderWay();
  const { owners, duplicates } = program;
  return pulumi.all([object, server]).apply(async ([written, where]) => {
    // anything else is the provider's to refuse
    if (typeof written === "string") {
      const name = identity.normalise(written);
      const key = `${kind} ${where ?? ""} ${name}`;
      const owner = owners.get(key) ?? resource;
      owners.set(key, owner);
      if (owner !== resource) {
        duplicates.add(
          `${kind} "${owner}" and ${kind} "${resource}" both name ${name}: remove one of them, or correct its ` +
            identity.property,
        );
      }
    }
    // until all that does not wait for the engine is declared
    await setImmediate();
    if (duplicates.size > 0) throw (program.mistake ??= new ProgramMistake([...duplicates].join("\n")));
    return written;
  });
}

function programUnderWay(): Program {
  // one monitor serves one run of one program, also where a process runs several
  const monitor: object = pulumi.runtime.getMonitor() ?? programs;
  const known = programs.get(monitor) ?? { owners: new Map(), duplicates: new Set() };
  programs.set(monitor, known);
  return known;
}
