import * as pulumi from "@pulumi/pulumi";
import { holdsPassword } from "../coordination/databaseAddress";

const warned = new Set<string>();

/**
 * Warns, once a process, of passwords that were set without `--secret`, of a panel or in the address of a database: they
 * stand in clear text in the stack's settings file, and the engine copies them into the state.
 */
export function warnOfClearTextPasswords(): void {
  for (const key of [...secretNames.map((name) => `brainycp:${name}`), "brainycp:servers"]) {
    const value = pulumi.runtime.getConfig(key);
    if (value === undefined || warned.has(key) || isSecret(key)) continue;
    const path = key === "brainycp:servers" ? "--path " : "";
    for (const setting of path === ""
      ? secretsIn("brainycp:", { [key.slice(9)]: value })
      : secretsOfServers(value)) {
      void pulumi.log.warn(
        `${setting} is in clear text in the stack's settings and in its state. ` +
          `Set it as a secret, and change the password:\n  pulumi config set ${path}--secret ${setting}`,
      );
    }
    warned.add(key);
  }
}

const secretNames = ["password", "coordinator", "journal"];

/** The full names of the settings that hold a password. */
function secretsIn(prefix: string, fields: Readonly<Record<string, unknown>>): string[] {
  const isPassword = (name: string): boolean =>
    name === "password" ? fields[name] !== undefined : holdsPassword(fields[name]);
  return secretNames.filter(isPassword).map((name) => prefix + name);
}

/** The engine names the keys of secret settings in this variable; it says nothing where it is not set. */
function isSecret(key: string): boolean {
  const keys: unknown = JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS ?? "null");
  return !Array.isArray(keys) || keys.includes(key);
}

function secretsOfServers(json: string): string[] {
  try {
    const servers = JSON.parse(json) as Record<string, Record<string, unknown> | null>;
    return Object.entries(servers).flatMap(([name, fields]) =>
      secretsIn(`brainycp:servers.${name}.`, fields ?? {}),
    );
  } catch {
    // a value that is no JSON is reported by the provider
    return [];
  }
}
