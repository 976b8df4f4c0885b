import * as pulumi from "@pulumi/pulumi";
import { warnOfPlaintextPasswords } from "./plaintext";

/** The kinds of resources: the type's name, and the export of `pulumi-brainycp/provider` that is its lifecycle. */
const lifecycles = {
  Mailbox: "mailbox",
  MailForward: "mailForward",
  DomainSpf: "domainSpf",
  DomainDkim: "domainDkim",
} as const;

/** The name of a kind of resource. */
export type Kind = keyof typeof lifecycles;

/** Where `get` looks for an object. */
export interface Lookup {
  /** The name of a server in `brainycp:servers`; the stack's unnamed one by default. */
  readonly server?: pulumi.Input<string | undefined>;
  /** The panel user who owns the object; by default the one that the configuration names, else the account. */
  readonly panelUser?: pulumi.Input<string | undefined>;
}

/**
 * The base of all resources: a Pulumi dynamic resource whose provider text is one constant line.
 *
 * `pulumi.dynamic.Resource` would serialize the provider's code into every resource's state. This line names the
 * installed package instead: the state stays small, holds no logic, and a fix in the package reaches every resource.
 */
export abstract class DynamicResource extends pulumi.CustomResource {
  /**
   * @param outputs the names of all outputs; those that are no input must stand as keys to exist in the program
   * @throws pulumi.RunError for the `import` option, which dynamic resources cannot have
   */
  protected constructor(
    kind: Kind,
    name: string,
    props: pulumi.Inputs,
    outputs: readonly string[],
    opts: pulumi.CustomResourceOptions,
  ) {
    if (opts.import !== undefined) {
      throw new pulumi.RunError(
        `${kind} "${name}": dynamic resources cannot be imported. ${takeOver[kind]}, and leave out the import option.`,
      );
    }
    warnOfPlaintextPasswords();
    const undefinedOutputs = Object.fromEntries(outputs.map((output) => [output, undefined]));
    const provider = `exports.handler=()=>require("pulumi-brainycp/provider").${lifecycles[kind]}`;
    super(
      `pulumi-nodejs:dynamic/brainycp:${kind}`,
      name,
      { ...undefinedOutputs, ...props, __provider: provider },
      opts,
    );
  }
}

const adopt = "Write adopt: true to take over what the panel has";
const found = "A record that is on already is found so and left as it is: declare it";
const takeOver: Readonly<Record<Kind, string>> = {
  Mailbox: adopt,
  MailForward: adopt,
  DomainSpf: found,
  DomainDkim: found,
};
