/** How to reach one panel, validated and in normal form. */
export interface Settings {
  /** The API's address, such as `http://127.0.0.1:8002/api/api.php`. */
  readonly endpoint: string;
  readonly username: string;
  readonly password: string;
  /** The panel user for whom mailboxes are made, listed and deleted; the account itself where undefined. */
  readonly panelUser?: string | undefined;
  /** The deadline of one attempt, in seconds. */
  readonly timeoutSeconds: number;
  /** How often a call is retried after transient failures. */
  readonly maxRetries: number;
  /** How many writes may be under way at once. */
  readonly maxConcurrentWrites: number;
  /** Certificates to trust instead of the system's, as PEM text. */
  readonly caCert?: string | undefined;
  /** The SHA-256 of the one certificate to accept, as 64 hexadecimal digits in lower case. */
  readonly tlsFingerprint?: string | undefined;
}

/** The panel user who owns the mailboxes made with these settings. */
export function ownerOf(settings: Settings, panelUser?: string): string {
  return panelUser ?? settings.panelUser ?? settings.username;
}
