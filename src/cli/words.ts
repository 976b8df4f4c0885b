import { environment, type SettingWords } from "../config";

/** How a person gives each setting to this command. */
const names: Readonly<Record<string, string>> = {
  ...environment,
  panelUser: "--panel-user",
  timeoutSeconds: "--timeout",
  caCert: "--ca-cert",
  tlsFingerprint: "--tls-fingerprint",
  allowPlainHttp: "--allow-plain-http",
};

const remedies: Readonly<Record<string, string>> = {
  endpoint: `export ${environment.endpoint}=https://panel.example.com:8002`,
  username: `export ${environment.username}=ACCOUNT`,
  // asked for by the shell: written out, it would stand in the shell's history
  password: `read -rs ${environment.password} && export ${environment.password}`,
  panelUser: "--panel-user USER",
  timeoutSeconds: "--timeout SECONDS",
  caCert: "--ca-cert FILE",
  tlsFingerprint: "--tls-fingerprint HEX",
  allowPlainHttp: "--allow-plain-http",
};

/** The words for settings that come from the environment and the command line. */
export const commandLineWords: SettingWords = {
  nameOf: (setting) => names[setting] ?? setting,
  howToSet: (setting) => remedies[setting] ?? names[setting] ?? setting,
};

/** A message of the adapter, which speaks of a stack's configuration, in the words of this command. */
export function inCommandLineWords(text: string): string {
  return text.replace(/\bbrainycp:([a-zA-Z]+)/g, (key, setting: string) => names[setting] ?? key);
}
