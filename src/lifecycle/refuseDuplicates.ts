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
  /** Ends when all is declared that does not wait for the engine; undefined while nobody waits for that. */
  declaring?: Promise<void> | undefined;
}

const programs = new WeakMap<object, Program>();

/**
 * Passes the name of an object on, and makes sure that no other resource of the program names the same one. Otherwise
 * none of the resources that the program declares at once reaches the engine.
 *
 * @throws ProgramMistake, when the engine is about to get it, that names both
 */
export function refuseDuplicates(
  type: Pick<ResourceType, "kind" | "identity">,
  resource: string,
  object: pulumi.Input<string>,
  server: pulumi.Input<string | undefined> | undefined,
): pulumi.Input<string> {
  const program = programUnderWay();
  // most names are plain texts, and an output is slow to make
  if (typeof object === "string" && (server === undefined || typeof server === "string")) {
    noteOwner(program, type, resource, object, server);
    const passed = declared(program).then(() => object);
    // who waits for it may come later
    passed.catch(() => undefined);
    return passed;
  }
  return pulumi.all([object, server]).apply(async ([written, where]) => {
    noteOwner(program, type, resource, written, where);
    await declared(program);
    return written;
  });
}

/** Notes which resource names an object. Anything but a text is the provider's to refuse. */
function noteOwner(
  { owners, duplicates }: Program,
  { kind, identity }: Pick<ResourceType, "kind" | "identity">,
  resource: string,
  written: unknown,
  server: string | undefined,
): void {
  if (typeof written !== "string") return;
  const name = identity.normalise(written);
  const key = `${kind} ${server ?? ""} ${name}`;
  const owner = owners.get(key) ?? resource;
  owners.set(key, owner);
  if (owner === resource) return;
  duplicates.add(
    `${kind} "${owner}" and ${kind} "${resource}" both name ${name}: remove one of them, or correct its ` +
      identity.property,
  );
}

/** Waits until all that does not wait for the engine is declared. @throws ProgramMistake where something is twice */
async function declared(program: Program): Promise<void> {
  program.declaring ??= setImmediate().then(() => (program.declaring = undefined));
  await program.declaring;
  if (program.duplicates.size > 0)
    throw (program.mistake ??= new ProgramMistake([...program.duplicates].join("\n")));
}

function programUnderWay(): Program {
  // one monitor serves one run of one program, also where a process runs several
  const monitor: object = pulumi.runtime.getMonitor() ?? programs;
  const known: Program = programs.get(monitor) ?? { owners: new Map(), duplicates: new Set() };
  programs.set(monitor, known);
  return known;
}
