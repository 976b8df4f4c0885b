import { readFileSync } from "node:fs";
import { join } from "node:path";

interface ContractField {
  readonly name: string;
  readonly required: boolean;
  readonly constant?: string;
}

export interface ContractOperation {
  readonly module: string;
  readonly fields: readonly ContractField[];
  readonly codes: Readonly<Record<string, { readonly meaning: string; readonly en?: string }>>;
}

/** The vendor's page as data: every operation, its fields and its codes. */
export const contract = JSON.parse(readFileSync(join(__dirname, "../contract/operations.json"), "utf8")) as {
  readonly operations: Readonly<Record<string, ContractOperation>>;
};
