import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  CheckRequest,
  type CheckResponse,
  ConfigureRequest,
  type ConfigureResponse,
  CreateRequest,
  type CreateResponse,
  DeleteRequest,
  DiffRequest,
  DiffResponse,
  ErrorResourceInitFailed,
  ReadRequest,
  type ReadResponse,
  UpdateRequest,
  type UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { grpc, objectOf, structOf } from "./sdk";

export type Values = Readonly<Record<string, unknown>>;

/** A resource as the engine keeps it. */
export interface Resource {
  readonly id: string;
  readonly properties: Values;
  /** Its name to the engine. */
  readonly urn?: string;
}

/** An error as it reaches the engine. */
export interface CallError extends Error {
  readonly details: string;
  /** What the engine is told of an object that was created in part. */
  readonly part: { id: string; properties: Values; reasons: readonly string[] } | undefined;
}

type Done<Response> = (error: GrpcError | null, response: Response) => void;

interface GrpcError extends Error {
  readonly details: string;
  readonly metadata: { get(key: string): (string | Buffer)[] };
}

/** The process that the SDK starts for the dynamic resources of a program, spoken to as the engine does. */
export class ProviderProcess {
  /** All that it has printed, of both streams. */
  output = "";

  private constructor(
    private readonly child: ChildProcessByStdio<null, Readable, Readable>,
    private readonly client: ResourceProviderClient,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (this.output += text));
    }
  }

  /**
   * Starts it in a program's folder, as another user where one is given.
   *
   * @param engine the engine's address; nobody answers at the default one
   */
  static async start(
    folder: string,
    environment: NodeJS.ProcessEnv = {},
    uid?: number,
    engine = "127.0.0.1:1",
  ): Promise<ProviderProcess> {
    const script = join(folder, "node_modules/@pulumi/pulumi/cmd/dynamic-provider/index.js");
    const child = spawn(process.execPath, [script, engine], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      ...(uid === undefined ? {} : { uid }),
    });
    const [port] = (await once(createInterface(child.stdout), "line")) as [string];
    const credentials = grpc.credentials.createInsecure();
    return new ProviderProcess(child, new ResourceProviderClient(`127.0.0.1:${port}`, credentials));
  }

  /** Hands the stack's configuration over. */
  async configure(config: Values): Promise<void> {
    const request = new ConfigureRequest().setArgs(structOf(config));
    await this.call<ConfigureResponse>((done) => this.client.configure(request, done));
  }

  async check(
    provider: string,
    news: Values,
    olds: Values = {},
  ): Promise<{ inputs: Values; failures: unknown }> {
    const request = new CheckRequest();
    request.setOlds(structOf(olds)).setNews(structOf({ ...news, __provider: provider }));
    const response = await this.call<CheckResponse>((done) => this.client.check(request, done));
    const failures = response.getFailuresList().map((failure) => failure.toObject());
    return { inputs: objectOf(response.getInputs()), failures };
  }

  async diff({ id, properties, urn = "" }: Resource, news: Values): Promise<Values> {
    const request = new DiffRequest();
    request.setUrn(urn).setId(id).setOlds(structOf(properties)).setNews(structOf(news));
    const response = await this.call<DiffResponse>((done) => this.client.diff(request, done));
    return {
      changes: response.getChanges() === DiffResponse.DiffChanges.DIFF_SOME,
      known: response.getChanges() !== DiffResponse.DiffChanges.DIFF_UNKNOWN,
      replaces: response.getReplacesList(),
      deleteBeforeReplace: response.getDeletebeforereplace(),
    };
  }

  async create(inputs: Values, urn = ""): Promise<Resource> {
    const request = new CreateRequest().setUrn(urn).setProperties(structOf(inputs));
    const response = await this.call<CreateResponse>((done) => this.client.create(request, done));
    return { id: response.getId(), properties: objectOf(response.getProperties()) };
  }

  async read({ id, properties, urn = "" }: Resource): Promise<Resource & { inputs: Values }> {
    const request = new ReadRequest();
    request.setUrn(urn).setId(id).setProperties(structOf(properties));
    const response = await this.call<ReadResponse>((done) => this.client.read(request, done));
    return {
      id: response.getId(),
      properties: objectOf(response.getProperties()),
      inputs: objectOf(response.getInputs()),
    };
  }

  async update({ id, properties, urn = "" }: Resource, news: Values): Promise<Resource> {
    const request = new UpdateRequest();
    request.setUrn(urn).setId(id).setOlds(structOf(properties)).setNews(structOf(news));
    const response = await this.call<UpdateResponse>((done) => this.client.update(request, done));
    return { id, properties: objectOf(response.getProperties()) };
  }

  async delete({ id, properties, urn = "" }: Resource): Promise<void> {
    const request = new DeleteRequest();
    request.setUrn(urn).setId(id).setProperties(structOf(properties));
    await this.call<unknown>((done) => this.client.delete(request, done));
  }

  /** Its memory now, and the most that it had since `forgetPeak`, in bytes. */
  async memory(): Promise<{ readonly now: number; readonly peak: number }> {
    const status = await readFile(`/proc/${this.child.pid}/status`, "utf8");
    const bytes = (name: string): number =>
      Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
    return { now: bytes("VmRSS"), peak: bytes("VmHWM") };
  }

  /** Counts the most memory anew. Source: proc(5), `clear_refs`. */
  async forgetPeak(): Promise<void> {
    await writeFile(`/proc/${this.child.pid}/clear_refs`, "5");
  }

  /** Ends it, and waits until all that it printed is in `output`. */
  async stop(signal?: NodeJS.Signals): Promise<void> {
    this.client.close();
    const closed = once(this.child, "close");
    this.child.kill(signal);
    await closed;
  }

  private call<Response>(send: (done: Done<Response>) => unknown): Promise<Response> {
    return new Promise((resolve, reject) => {
      send((error, response) => {
        if (error === null) resolve(response);
        else reject(Object.assign(error, { part: partOf(error) }));
      });
    });
  }
}

/** The object in the status that comes with an error, where it holds one. */
function partOf({ metadata }: GrpcError): CallError["part"] {
  const [status] = metadata.get("grpc-status-details-bin");
  if (!(status instanceof Uint8Array)) return undefined;
  const [detail] = Status.deserializeBinary(status).getDetailsList();
  if (detail?.getTypeName() !== "pulumirpc.ErrorResourceInitFailed") return undefined;
  const part = ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
  return {
    id: part.getId(),
    properties: objectOf(part.getProperties()),
    reasons: part.getReasonsList(),
  };
}
