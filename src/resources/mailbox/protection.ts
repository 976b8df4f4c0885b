import * as pulumi from "@pulumi/pulumi";
import type { MailboxArgs } from "./mailbox";
import { refusesLoss } from "./refusesLoss";

/**
 * The option that makes the engine itself refuse to delete a mailbox, at preview and before anything is touched: a
 * provider is only asked when its turn has come. It stands for `refuseMailLoss` where the program can read that, which
 * it cannot in an output. What the resource's options say of its deletion counts more.
 */
export function protection(
  { adopt, refuseMailLoss, server }: Pick<MailboxArgs, "adopt" | "refuseMailLoss" | "server">,
  opts: pulumi.CustomResourceOptions,
): Pick<pulumi.CustomResourceOptions, "protect"> {
  const isDecided = opts.protect !== undefined || opts.retainOnDelete === true;
  const own = refuseMailLoss ?? undefined;
  if (isDecided || (own !== undefined && typeof own !== "boolean")) return {};
  const words = { adopt: adopt === true, ...(own === undefined ? {} : { refuseMailLoss: own }) };
  return refusesLoss(words, stackRefusesLoss(server)) ? { protect: true } : {};
}

/** What the stack's configuration says for a server; undefined where it says nothing, or nothing that is read here. */
function stackRefusesLoss(server: MailboxArgs["server"]): boolean | undefined {
  if ((server ?? undefined) === undefined)
    return yesOrNo(pulumi.runtime.getConfig("brainycp:refuseMailLoss"));
  if (typeof server !== "string") return undefined;
  try {
    const servers = JSON.parse(pulumi.runtime.getConfig("brainycp:servers") ?? "{}") as Servers;
    return yesOrNo(servers[server.trim()]?.refuseMailLoss);
  } catch {
    // a value that is no JSON is reported by the provider
    return undefined;
  }
}

type Servers = Readonly<Record<string, { readonly refuseMailLoss?: unknown } | null | undefined>>;

/** As the provider reads it: text by `pulumi config set`, and in structured settings a boolean too. */
function yesOrNo(setting: unknown): boolean | undefined {
  if (setting === true || setting === "true") return true;
  return setting === false || setting === "false" ? false : undefined;
}
