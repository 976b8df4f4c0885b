import { createRequire } from "node:module";
import type { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { CheckRequest } from "@pulumi/pulumi/proto/provider_pb";

// The SDK's own copies of its libraries: a message of another copy is no message to its stubs.
const ofSdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));

/** A JSON object as it travels between engine and provider. */
export type Struct = NonNullable<ReturnType<CheckRequest["getOlds"]>>;

const { Struct } = ofSdk("google-protobuf/google/protobuf/struct_pb.js") as {
  Struct: { fromJavaScript(value: object): Struct };
};

/** The answer that says nothing. */
export const { Empty } = ofSdk("google-protobuf/google/protobuf/empty_pb.js") as { Empty: new () => object };

/** The gRPC library that the SDK's stubs are made for. */
export const grpc = ofSdk("@grpc/grpc-js") as {
  credentials: { createInsecure(): ConstructorParameters<typeof ResourceProviderClient>[1] };
  ServerCredentials: { createInsecure(): unknown };
  Server: new () => GrpcServer;
};

/** A gRPC server, as far as it is used. */
interface GrpcServer {
  addService(service: unknown, methods: object): void;
  bindAsync(address: string, credentials: unknown, bound: (error: Error | null, port: number) => void): void;
  forceShutdown(): void;
}

/** An object as a message. @throws Error for a value that no message can hold, such as undefined. */
export function structOf(value: object): Struct {
  return Struct.fromJavaScript(value);
}

/** What a message says. */
export function objectOf(message: Struct | undefined): Record<string, unknown> {
  return message?.toJavaScript() ?? {};
}
