import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Pair } from "yaml";
import { ok, warn, type Check } from "./finding";
import { shellWord } from "../shell";

const name = "clear-text";
const stackFile = /^Pulumi\.(.+)\.ya?ml$/;
const passwordKey = /((^|[^a-z])(pass|pwd)|password|passwd|passphrase)s?$/i;

/** Looks for passwords that stand in clear text in the settings of a folder's stacks. */
export function checkStackFiles(folder: string): Check[] {
  const files = readdirSync(folder).filter((file) => stackFile.test(file));
  const checks = files.sort().flatMap((file) => checkFile(folder, file));
  if (checks.length > 0) return checks;
  const number = files.length === 1 ? "1 file" : `${files.length} files`;
  return [ok(name, `no password is in clear text in Pulumi.*.yaml (${number})`)];
}

function checkFile(folder: string, file: string): Check[] {
  const lines = new LineCounter();
  const document = parsed(join(folder, file), lines);
  if (document === undefined) {
    return [warn(name, `${file} is not valid YAML, so it was not checked`, `Correct ${file}`)];
  }
  const [, stack = ""] = stackFile.exec(file) ?? [];
  return clearPasswords(document, document.get("config", true)).map(({ path, offset }) => {
    const key = configKey(path);
    const isPath = path.length > 1 ? "--path " : "";
    return warn(
      name,
      `${file}:${lines.linePos(offset).line}: ${key} is in clear text`,
      "Change the password, because others may have read it, then: " +
        `pulumi config set ${isPath}--secret --stack ${shellWord(stack)} ${shellWord(key)}`,
    );
  });
}

/** The document; undefined where it is none. What is wrong in it is not shown: the place may hold the password. */
function parsed(path: string, lineCounter: LineCounter): Document | undefined {
  try {
    const document = parseDocument(readFileSync(path, "utf8"), { lineCounter, prettyErrors: false });
    return document.errors.length === 0 ? document : undefined;
  } catch {
    return undefined;
  }
}

type Path = readonly (string | number)[];

interface Found {
  readonly path: Path;
  /** Where the value stands in the file. */
  readonly offset: number;
}

function clearPasswords(document: Document, root: unknown): Found[] {
  const found: Found[] = [];
  const collect = (written: unknown, path: Path, isPassword: boolean, at: number): void => {
    const node = isAlias(written) ? written.resolve(document) : written;
    if (isMap(node)) {
      // what the engine has encrypted
      if (isPassword && node.items.length === 1 && node.has("secure")) return;
      for (const pair of node.items) {
        const key = keyOf(pair);
        collect(pair.value, [...path, key], isPassword || passwordKey.test(key), offsetOf(pair.value) ?? at);
      }
    } else if (isSeq(node)) {
      node.items.forEach((item, index) => collect(item, [...path, index], isPassword, offsetOf(item) ?? at));
    } else if (isPassword && isScalar(node) && isText(node.value)) {
      found.push({ path, offset: at });
    } else if (isScalar(node) && holdsPassword(node.value)) {
      found.push({ path, offset: at });
    }
  };
  collect(root, [], false, 0);
  return found;
}

/** Whether a value is JSON text with a password in it, as structured configuration may be set too. */
function holdsPassword(value: unknown): boolean {
  if (typeof value !== "string" || !/^\s*[{[]/.test(value)) return false;
  const inner = parseDocument(value, { prettyErrors: false });
  return inner.errors.length === 0 && clearPasswords(inner, inner.contents).length > 0;
}

function keyOf({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key);
}

function offsetOf(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range?.[0] : undefined;
}

function isText(value: unknown): boolean {
  return (typeof value === "string" && value !== "") || typeof value === "number";
}

/** The key as `pulumi config set --path` takes it: `brainycp:servers.eu.password`. */
function configKey(path: Path): string {
  return path
    .map((step, index) => {
      if (index === 0) return String(step);
      if (typeof step === "number") return `[${step}]`;
      return /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
    })
    .join("");
}
