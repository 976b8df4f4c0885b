import { join } from "node:path";
import type { Output, ResourceOptions } from "@pulumi/pulumi";

/** A stack's configuration, all of its keys in full; those in `secrets` are secret. */
export interface StackConfig {
  readonly config?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
}

/** The outputs that a cloud would add, by the last part of the type. */
export type Computed = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What a program did, by "Kind name". */
export interface Outcome {
  /** The inputs of each resource, with `secret` around secrets. */
  readonly resources: Readonly<Record<string, unknown>>;
  /** The options of each resource. */
  readonly options: Readonly<Record<string, ResourceOptions>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** Runs the program of an example under Pulumi's mocks, in the example's folder as Pulumi does. */
export async function runExample(
  example: string,
  { config = {}, secrets = {} }: StackConfig = {},
  computed: Computed = {},
): Promise<Outcome> {
  const resources: Record<string, unknown> = {};
  const options: Record<string, ResourceOptions> = {};
  const outputs: Record<string, unknown> = {};
  const before = process.cwd();
  const folder = join(__dirname, "..", "..", "examples", example);
  process.chdir(folder);
  try {
    await jest.isolateModulesAsync(async () => {
      const { output, runtime } = await import("@pulumi/pulumi");
      runtime.setAllConfig({ ...config, ...secrets }, Object.keys(secrets));
      const mocks = {
        newResource: ({ type, name, inputs }: MockResource) => {
          const { __provider: _, ...rest } = inputs;
          if (type !== "pulumi:pulumi:Stack") resources[key(type, name)] = unwrap(rest, runtime);
          const { id = `${name}-id`, ...state } = computed[lastPart(type)] ?? {};
          return { id: String(id), state: { ...inputs, ...state } };
        },
        call: () => ({}),
      };
      await runtime.setMocks(mocks, `brainycp-${example}`);
      let program: Promise<Record<string, unknown>> = Promise.resolve({});
      await runtime.runInPulumiStack(async () => {
        runtime.registerStackTransformation(({ type, name, opts }) => {
          options[key(type, name)] = opts;
          return undefined;
        });
        program = import(join(folder, "index.ts")) as Promise<Record<string, unknown>>;
        // thrown here, it would end the whole test run
        await program.catch(() => undefined);
        return {};
      });
      await runtime.disconnect();
      for (const [name, value] of Object.entries(await program)) outputs[name] = await known(output(value));
    });
  } finally {
    process.chdir(before);
  }
  return { resources, options, outputs };
}

/** A secret, as the tests write it. */
export const secret = (value: unknown) => ({ secret: value });

const known = (output: Output<unknown>): Promise<unknown> =>
  new Promise((resolve) => void output.apply(resolve));

interface MockResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

const lastPart = (type: string): string => type.split(/[:/]/).at(-1) ?? "";
const key = (type: string, name: string): string => `${lastPart(type)} ${name}`;

type Runtime = (typeof import("@pulumi/pulumi"))["runtime"];

function unwrap(inputs: MockResource["inputs"], runtime: Runtime): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      name,
      runtime.isRpcSecret(value) ? secret(runtime.unwrapRpcSecret(value)) : value,
    ]),
  );
}
