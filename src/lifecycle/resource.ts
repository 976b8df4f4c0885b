import * as pulumi from "@pulumi/pulumi";
import { warnOfClearTextPasswords } from "./clearTextPasswords";
import { deletedFirst } from "./props";
import { refuseDuplicates } from "./refuseDuplicates";
import { refuseMissingPackage } from "./refuseMissingPackage";

/** What the program's side knows of a kind of resource. */
export interface ResourceType {
  /** The name of its class; in camel case that of its lifecycle in `pulumi-brainycp/provider`. */
  readonly kind: string;
  /** The property that names the object on its panel, and the form in which two names are compared. */
  readonly identity: { readonly property: string; readonly normalise: (written: string) => string };
  /** The names of all outputs: those that are no input must stand as keys to exist in the program. */
  readonly outputs: readonly string[];
  /** What to do in place of the `import` option. */
  readonly insteadOfImport: string;
}

/** The panel and the user that `get` reads. */
export interface Lookup {
  /** The name of a server in `brainycp:servers`; by default the stack's unnamed server. */
  readonly server?: pulumi.Input<string | undefined>;
  /** The panel user who owns the object; by default `brainycp:panelUser`, or else the account itself. */
  readonly panelUser?: pulumi.Input<string | undefined>;
}

/**
 * Whether somebody wants to see the stack trace of each promise. The SDK writes one for each of the some forty promises of a
 * resource and shows it in this case alone, but writing them is a third of a program's time. It asks for what it needs
 * to tell where a resource was declared by itself. Source: the SDK's `runtime/debuggable.ts`, `resource.ts`.
 */
const showsPromiseLeaks = Boolean(process.env.PULUMI_DEBUG_PROMISE_LEAKS);

/** The arguments of every resource, as far as the base needs them. */
interface Args {
  readonly server?: pulumi.Input<string | undefined>;
}

/**
 * The base of all resources: a Pulumi dynamic resource whose provider text is one constant line.
 *
 * `pulumi.dynamic.Resource` would serialize the provider's code into every resource's state. This line names the
 * installed package instead: the state stays small, holds no logic, and a fix in the package reaches every resource.
 */
export abstract class DynamicResource extends pulumi.CustomResource {
  /**
   * @throws pulumi.RunError for the `import` option, which does not work for dynamic resources, and where the engine would
   * not find the package
   */
  protected constructor(type: ResourceType, name: string, args: Args, opts: pulumi.CustomResourceOptions) {
    const { kind, identity, outputs, insteadOfImport } = type;
    if (opts.import !== undefined) {
      throw new pulumi.RunError(
        `${kind} "${name}": dynamic resources cannot be imported. ${insteadOfImport}, and leave out the import option.`,
      );
    }
    refuseMissingPackage();
    warnOfClearTextPasswords();
    const lifecycle = kind.charAt(0).toLowerCase() + kind.slice(1);
    const props: pulumi.Inputs = {
      ...Object.fromEntries(outputs.map((output) => [output, undefined])),
      ...args,
      __provider: `exports.handler=()=>require("pulumi-brainycp/provider").${lifecycle}`,
    };
    // a resource that is only read names its object by its id
    if (opts.id === undefined) {
      const object = props[identity.property] as pulumi.Input<string>;
      props[identity.property] = refuseDuplicates(type, name, object, args.server);
      if (opts.deleteBeforeReplace === true) props[deletedFirst] = true;
    }
    const { stackTraceLimit } = Error;
    if (!showsPromiseLeaks) Error.stackTraceLimit = 0;
    try {
      super(`pulumi-nodejs:dynamic/brainycp:${kind}`, name, props, opts);
    } catch (error) {
      Error.stackTraceLimit = stackTraceLimit;
      if (!showsPromiseLeaks && error instanceof Error) Error.captureStackTrace(error);
      throw error;
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }
}
