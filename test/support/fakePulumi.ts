import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The configuration of a stack, by full keys; what is no text is an object. */
type Configuration = Readonly<Record<string, unknown>>;

/** The stacks that a `pulumi` tells of. */
export interface FakeStacks {
  readonly selected?: string;
  readonly configurations: Readonly<Record<string, Configuration>>;
  /** The resources in the states of the stacks. */
  readonly resources?: Readonly<Record<string, readonly unknown[]>>;
}

/** What the script does: every call is noted, and answered from a file. */
const script = `#!/bin/sh
here=$(dirname "$0")
echo "$*" >>"$here/calls"
command=$1
for argument; do
  [ "$previous" = --stack ] && stack=$argument
  previous=$argument
done
case "$command $2" in
"stack --show-name") answer=selected ;;
"stack export") answer="$stack.state.json" ;;
*) answer="$stack.config.json" ;;
esac
[ -f "$here/$answer" ] && exec cat "$here/$answer"
[ $answer = selected ] && echo "error: no stack selected" >&2 || echo "error: no stack named '$stack' found" >&2
exit 1
`;

/** Makes a folder a project, with a `pulumi` that tells of its stacks. Returns the PATH on which that is found. */
export function fakePulumi(
  project: string,
  { selected, configurations, resources = {} }: FakeStacks,
): string {
  const folder = join(project, "tools");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(project, "Pulumi.yaml"), "name: mail\nruntime: nodejs\n");
  writeFileSync(join(folder, "pulumi"), script);
  chmodSync(join(folder, "pulumi"), 0o755);
  if (selected !== undefined) writeFileSync(join(folder, "selected"), `${selected}\n`);
  for (const [stack, configuration] of Object.entries(configurations)) {
    const entries = Object.entries(configuration).map(([key, value]) => [
      key,
      typeof value === "string"
        ? { value, secret: false }
        : { value: JSON.stringify(value), objectValue: value, secret: true },
    ]);
    writeFileSync(join(folder, `${stack}.config.json`), JSON.stringify(Object.fromEntries(entries)));
    const state = { version: 3, deployment: { resources: resources[stack] ?? [] } };
    writeFileSync(join(folder, `${stack}.state.json`), JSON.stringify(state));
  }
  return [folder, process.env.PATH].join(delimiter);
}
