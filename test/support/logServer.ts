import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogSeverity, type LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { Empty, grpc } from "./sdk";

/** What was said to an engine. */
export interface Said {
  readonly isWarning: boolean;
  readonly urn: string;
  readonly message: string;
}

/** The log of an engine, at an address of its own. */
export interface LogServer {
  readonly address: string;
  /** What has arrived, in its order. */
  readonly said: Said[];
  close(): void;
}

/** Starts one. */
export async function startLogServer(): Promise<LogServer> {
  const said: Said[] = [];
  const server = new grpc.Server();
  server.addService(EngineService, {
    log({ request }: { request: LogRequest }, answer: (error: null, response: object) => void) {
      const isWarning = request.getSeverity() === LogSeverity.WARNING;
      said.push({ isWarning, urn: request.getUrn(), message: request.getMessage() });
      answer(null, new Empty());
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { address: `127.0.0.1:${port}`, said, close: () => server.forceShutdown() };
}
