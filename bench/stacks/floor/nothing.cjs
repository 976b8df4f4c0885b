// eslint-disable-next-line @typescript-eslint/no-require-imports -- CommonJS, as the package's own modules are
const pulumi = require("@pulumi/pulumi");

/** A dynamic resource with one constant line for its provider, as the base of this package's resources is. */
class DynamicResource extends pulumi.CustomResource {
  constructor(
    /** @type {string} */ name,
    /** @type {pulumi.Inputs} */ args,
    /** @type {pulumi.CustomResourceOptions} */ opts,
  ) {
    const outputs = ["panelUser", "server", "endpoint", "owner", "panelQuota"];
    const props = {
      ...Object.fromEntries(outputs.map((output) => [output, undefined])),
      ...args,
      __provider: `exports.handler=()=>require("pulumi-brainycp-floor/provider").nothing`,
    };
    super("pulumi-nodejs:dynamic/brainycp:Nothing", name, props, opts);
  }
}

/** It stands for a `Mailbox`; the state holds as much of it, also of where in the code it was made. */
exports.Nothing = class Nothing extends DynamicResource {
  constructor(
    /** @type {string} */ name,
    /** @type {{ email: string, password: string, quota: number }} */ args,
  ) {
    super(
      name,
      { ...args, password: pulumi.secret(args.password) },
      { additionalSecretOutputs: ["password"] },
    );
  }
};
