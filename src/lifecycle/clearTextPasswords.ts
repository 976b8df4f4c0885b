import * as pulumi from "@pulumi/pulumi";

const warned = new Set<string>();

/**
 * Warns, once a process, of panel passwords that were set without `--secret`: they stand in clear text in the stack's
 * settings file, and the engine copies them into the state.
 */
export function warnOfClearTextPasswords(): void {
  for (const key of ["brainycp:password", "brainycp:servers"]) {
    const value = pulumi.runtime.getConfig(key);
    if (value === undefined || warned.has(key) || isSecret(key)) continue;
    for (const setting of key === "brainycp:password" ? [key] : serverPasswords(value)) {
      const path = setting === key ? "" : "--path ";
      void pulumi.log.warn(
        `${setting} is in clear text in the stack's settings and in its state. ` +
          `Set it as a secret, and change the password:\n  pulumi config set ${path}--secret ${setting}`,
      );
    }
    warned.add(key);
  }
}

/** The engine names the keys of secret settings in this variable; it says nothing where it is not set. */
function isSecret(key: string): boolean {
  const keys: unknown = JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS ?? "null");
  return !Array.isArray(keys) || keys.includes(key);
}

function serverPasswords(json: string): string[] {
  try {
    const servers = JSON.parse(json) as Record<string, { password?: unknown } | null>;
    const names = Object.keys(servers).filter((name) => servers[name]?.password !== undefined);
    return names.map((name) => `brainycp:servers.${name}.password`);
  } catch {
    // a value that is no JSON is reported by the provider
    return [];
  }
}
