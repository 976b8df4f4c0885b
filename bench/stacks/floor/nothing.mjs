import * as pulumi from "@pulumi/pulumi";

/** A dynamic resource with one constant line for its provider, as this package's resources are. */
export class Nothing extends pulumi.CustomResource {
  constructor(
    /** @type {string} */ name,
    /** @type {{ email: string, password: string, quota: number }} */ { email, password, quota },
  ) {
    const outputs = ["panelUser", "server", "endpoint", "owner", "panelQuota"];
    super(
      "pulumi-nodejs:dynamic/brainycp:Nothing",
      name,
      {
        ...Object.fromEntries(outputs.map((output) => [output, undefined])),
        email,
        password: pulumi.secret(password),
        quota,
        __provider: `exports.handler=()=>require("pulumi-brainycp-floor/provider").nothing`,
      },
      { additionalSecretOutputs: ["password"] },
    );
  }
}
