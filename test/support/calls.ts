import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "../../src/adapter/client";
import { operations, type Fields, type OperationName } from "../../src/adapter/operations";
import type { FaultAnswer } from "../../src/simulator/simulator";
import { settingsFor, startPanel } from "./servers";

interface ContractOperation {
  fields: { name: string; required: boolean; constant?: string }[];
  codes: Record<string, unknown>;
}

/** The contract as data. */
export const contract = JSON.parse(readFileSync(join(__dirname, "../contract/operations.json"), "utf8")) as {
  operations: Record<OperationName, ContractOperation>;
};
/** The operations that the contract documents. */
export const names = Object.keys(contract.operations) as OperationName[];
/** A value for every field that any operation documents. */
export const values: Record<string, string> = {
  email: "ann@example.com",
  password: "box-password",
  quota: "10",
  panel_user: "demo",
  source: "ann@example.com",
  target: "bob@example.com,boss@other.test",
  save_local: "1",
  domain: "example.com",
  zone: "example.com",
  user_edit: "demo",
};

/** The fields of an operation, each with its value. */
function fieldsOf(name: OperationName): Fields<OperationName> {
  const own: readonly string[] = operations[name].fields;
  return Object.fromEntries(
    own.filter((field) => field !== "language").map((field) => [field, values[field] ?? ""]),
  );
}

/** Calls an operation with all its fields. */
export function call(client: Client, name: OperationName): ReturnType<Client["call"]> {
  return client.call(name, fieldsOf(name), "the object");
}

/** A client of a panel that meets every call with this. */
export async function clientUnder(answer: FaultAnswer, maxRetries = 0): Promise<Client> {
  const panel = await startPanel({ faults: [{ times: Infinity, answer }] });
  return new Client(settingsFor(panel, { maxRetries }));
}
