import type { PanelSettings } from "../settings";

/** A mail server, and how it is spoken to. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly security: "tls" | "starttls" | "none";
  /** PEM of the certificate that signed the server's, where the system does not know it. */
  readonly caCert?: string;
  /** SHA-256 of the one certificate to accept, in hexadecimal digits. */
  readonly tlsFingerprint?: string;
  /** How long one step may take without any sign of the server. */
  readonly timeoutSeconds: number;
  /** Connections to it at the same time, from this process. */
  readonly connections: number;
}

/** The settings that name a mail server. */
type MailServerSettings = Pick<
  PanelSettings,
  | "endpoint"
  | "timeoutSeconds"
  | "imapHost"
  | "imapPort"
  | "imapSecurity"
  | "imapCaCert"
  | "imapTlsFingerprint"
  | "imapConnections"
>;

/** The mail server of a panel: on the panel's own host unless the settings name another. */
export function mailServerOf(settings: MailServerSettings): MailServer {
  const { imapCaCert: caCert, imapTlsFingerprint: tlsFingerprint } = settings;
  return {
    // an address of IPv6 stands in brackets in a URL alone
    host: settings.imapHost ?? new URL(settings.endpoint).hostname.replace(/^\[(.*)\]$/, "$1"),
    port: settings.imapPort,
    security: settings.imapSecurity,
    ...(caCert === undefined ? {} : { caCert }),
    ...(tlsFingerprint === undefined ? {} : { tlsFingerprint }),
    timeoutSeconds: settings.timeoutSeconds,
    connections: settings.imapConnections,
  };
}

/** The server for people: host and port. */
export function serverName({ host, port }: Pick<MailServer, "host" | "port">): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
