import type * as stubs from "@pulumi/pulumi/proto/engine_grpc_pb";
import type * as messages from "@pulumi/pulumi/proto/engine_pb";

/** Sends the engine a warning. It shows it under the resource of this URN, or without one under the stack. */
export type SendWarning = (text: string, urn: string | undefined) => Promise<void>;

/** Loads a module as the SDK's script for dynamic providers does, which this process runs. */
export type LoadFromSdk = (id: string) => unknown;

/** How long the engine may take to accept a warning, in milliseconds. */
const patience = 2000;

/**
 * The way to the engine's log. The engine gives a plugin its address as the last argument; the SDK's script ignores it.
 *
 * @returns undefined where there is no address, or where the SDK differs from those that are known
 */
export function engineLog(args: readonly string[], load: LoadFromSdk): SendWarning | undefined {
  const address = args.at(-1) ?? "";
  if (!/^\S+:\d+$/.test(address)) return undefined;
  try {
    const { EngineClient } = load("../../proto/engine_grpc_pb.js") as typeof stubs;
    const { LogRequest, LogSeverity } = load("../../proto/engine_pb.js") as typeof messages;
    const { credentials, Metadata } = load("@grpc/grpc-js") as Grpc;
    const engine = new EngineClient(address, credentials.createInsecure());
    return (text, urn = "") =>
      new Promise((resolve, reject) => {
        const request = new LogRequest().setSeverity(LogSeverity.WARNING).setMessage(text).setUrn(urn);
        engine.log(request, new Metadata(), { deadline: Date.now() + patience }, (error) => {
          if (error === null) resolve();
          else reject(error);
        });
      });
  } catch {
    return undefined;
  }
}

/** What is used of the gRPC library that the SDK's stubs are made for. */
interface Grpc {
  readonly credentials: { createInsecure(): ConstructorParameters<typeof stubs.EngineClient>[1] };
  readonly Metadata: new () => Parameters<stubs.EngineClient["log"]>[1] & object;
}
