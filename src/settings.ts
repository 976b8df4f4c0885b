import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import * as z from "zod";

/** A setting of a panel: all that there is to know of it. */
interface Setting {
  /** What it may hold, and its normal form. */
  readonly schema: z.ZodType;
  /** What it means, in a sentence that README shows too. */
  readonly means: string;
  /** What a person writes to set it; asked for at the terminal where there is none. */
  readonly example?: string;
  /** Whether it is asked for at a terminal, and shown nowhere. */
  readonly isSecret?: boolean;
  /** The environment variable that stands in where the stack says nothing. */
  readonly environment?: string;
  /** What the command line asks at a terminal where the environment says nothing. */
  readonly question?: string;
  /** How the command line takes it. */
  readonly option?: {
    readonly flags: string;
    readonly help: string;
    /** What it is about, where that is not the panel. */
    readonly about?: "mail server" | "archives";
  };
}

/** What counts where neither stack nor environment say anything. Times in seconds. */
export const defaults = {
  timeoutSeconds: 30,
  maxRetries: 4,
  maxConcurrentWrites: 1,
  previewChecks: true,
  imapPort: 993,
  imapSecurity: "tls",
  imapConnections: 4,
  archiveDays: 30,
} as const;

/**
 * The one form of an endpoint: `http` or `https`, host in lower case, the API's path where none is written.
 *
 * @example normaliseEndpoint("http://Panel.example.com:8002") // "http://panel.example.com:8002/api/api.php"
 * @throws TypeError for text that is not an http or https address, or that holds a login, a query or a fragment.
 */
export function normaliseEndpoint(written: string): string {
  const url = new URL(written.trim());
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new TypeError("is not an http or https address");
  if (url.username !== "" || url.password !== "") throw new TypeError("contains a login");
  if (url.search !== "" || url.hash !== "") throw new TypeError("contains a query or a fragment");
  if (url.pathname === "/") url.pathname = "/api/api.php";
  return url.href;
}

export const endpoint = z.string("must be text").transform((written, context) => {
  try {
    return normaliseEndpoint(written);
  } catch {
    context.addIssue(
      "must be an address such as https://panel.example.com:8002, without login, query or fragment",
    );
    return z.NEVER;
  }
});
const text = z.string("must be text").trim().min(1, "must not be empty");
const wholeNumber = (least: number, most: number): z.ZodType<number> =>
  z.preprocess(
    (value) => (typeof value === "string" && /^\s*-?\d+\s*$/.test(value) ? Number(value) : value),
    z
      .int("must be a whole number")
      .min(least, `must be ${least} or more`)
      .max(most, `must be ${most} or less`),
  );
export const yesOrNo = z.preprocess(
  (value) => (value === "true" ? true : value === "false" ? false : value),
  z.boolean("must be true or false"),
);
/** What a database's address may not hold as it stands: an `@` after the host belongs to a password that was cut. */
const isWholeAddress = (written: string): boolean => {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(written)) return true;
  const url = URL.canParse(written) ? new URL(written) : undefined;
  return (
    url !== undefined &&
    /^postgres(ql)?:$/.test(url.protocol) &&
    url.hash === "" &&
    !`${url.pathname}${url.search}`.includes("@")
  );
};
const coordinator = text.refine(
  isWholeAddress,
  "must be a folder, or an address such as postgres://USER:PASSWORD@db.example.com:5432/brainycp (in a password, write / as %2F, # as %23, ? as %3F, @ as %40, % as %25)",
);
const begin = "-----BEGIN CERTIFICATE-----";
const certificate = text.transform((value, context) => {
  try {
    const pem = value.includes(begin) ? value : readFileSync(value, "utf8");
    const [, ...certificates] = pem.split(begin);
    // throws where the text between the lines is no certificate
    for (const one of certificates) new X509Certificate(begin + one);
    if (certificates.length > 0) return pem;
  } catch {
    // said below
  }
  context.addIssue("must be a PEM certificate or the path of one");
  return z.NEVER;
});
const fingerprint = text
  .transform((value) =>
    value
      .replace(/^sha-?256[ =:/]*(fingerprint=)?/i, "")
      .replaceAll(":", "")
      .toLowerCase(),
  )
  .refine((value) => /^[0-9a-f]{64}$/.test(value), "must be a SHA-256 fingerprint of 64 hexadecimal digits");

/** Every setting of a panel, by its name in a stack's configuration, in the order in which problems are named. */
export const settings = {
  endpoint: {
    schema: endpoint,
    means: "the panel's address",
    example: "https://panel.example.com:8002",
    environment: "BRAINYCP_ENDPOINT",
    question: "Address of the panel, such as https://panel.example.com:8002",
  },
  username: {
    schema: text,
    means: "the account",
    example: "ACCOUNT",
    environment: "BRAINYCP_USERNAME",
    question: "Account",
  },
  password: {
    // as it is: a password may begin or end with a space; empty where previewChecks is false and there is none
    schema: z.string("must be text").min(1, "must not be empty"),
    means: "the account's password, set with `--secret`",
    isSecret: true,
    environment: "BRAINYCP_PASSWORD",
    question: "Password (it is not shown)",
  },
  panelUser: {
    schema: text.optional(),
    means: "the panel user who owns the mailboxes",
    example: "USER",
    option: {
      flags: "--panel-user <user>",
      help: "the panel user who owns the mailboxes, if not the account",
    },
  },
  caCert: {
    schema: certificate.optional(),
    means: "PEM text or file: the certificate that signed the panel's",
    example: "./panel-ca.pem",
    option: { flags: "--ca-cert <file>", help: "the certificate that signed the panel's, as PEM" },
  },
  tlsFingerprint: {
    schema: fingerprint.optional(),
    means: "SHA-256 of the one certificate to accept, for a self-signed one",
    example: "VALUE",
    option: { flags: "--tls-fingerprint <hex>", help: "the SHA-256 of the one certificate to accept" },
  },
  allowPlainHttp: {
    schema: yesOrNo.optional(),
    means: "whether `http://` to another machine is allowed: passwords then travel in clear text",
    example: "true",
    option: { flags: "--allow-plain-http", help: "allow http:// to another machine, in clear text" },
  },
  timeoutSeconds: {
    schema: wholeNumber(1, 3600).default(defaults.timeoutSeconds),
    means: "the deadline of one attempt",
    example: String(defaults.timeoutSeconds),
    option: {
      flags: "--timeout <seconds>",
      help: `how long to wait for an answer (${defaults.timeoutSeconds} by default)`,
    },
  },
  maxRetries: {
    schema: wholeNumber(0, 20).default(defaults.maxRetries),
    means: "how often a call is retried after transient failures",
    example: String(defaults.maxRetries),
  },
  maxConcurrentWrites: {
    schema: wholeNumber(1, 64).default(defaults.maxConcurrentWrites),
    means: "concurrent writes to one panel, across all runs that share a coordinator",
    example: String(defaults.maxConcurrentWrites),
  },
  refuseMailLoss: {
    schema: yesOrNo.optional(),
    means: "whether deletions of mailboxes are refused",
    example: "true",
  },
  previewChecks: {
    schema: yesOrNo.default(defaults.previewChecks),
    means: "whether previews ask the panel about what they would create; if false, they need no password",
    example: "false",
  },
  movedFrom: {
    schema: endpoint.optional(),
    means: "the panel's former address, when it moved",
    example: "https://old.example.com:8002",
  },
  coordinator: {
    schema: coordinator.optional(),
    means:
      "where runs on several machines meet: a folder, or the `postgres://` address of a database, set with `--secret`",
    isSecret: true,
    environment: "BRAINYCP_COORDINATOR",
  },
  journal: {
    schema: coordinator.optional(),
    means: "another name of `coordinator`",
    isSecret: true,
  },
  imapHost: {
    schema: text.optional(),
    means: "the mail server that is asked over IMAP, where mail is carried over a change",
    example: "mail.example.com",
    option: {
      flags: "--imap-host <host>",
      help: "the mail server, if not the panel's host",
      about: "mail server",
    },
  },
  imapPort: {
    schema: wholeNumber(1, 65535).default(defaults.imapPort),
    means: "its port",
    example: "993",
    option: {
      flags: "--imap-port <port>",
      help: `its port (${defaults.imapPort} by default)`,
      about: "mail server",
    },
  },
  imapSecurity: {
    schema: z
      .enum(["tls", "starttls", "none"], "must be tls, starttls or none")
      .default(defaults.imapSecurity),
    means: "how it is spoken to: `tls`, `starttls`, or `none`, only to this machine",
    example: "starttls",
    option: {
      flags: "--imap-security <how>",
      help: "tls, starttls, or none (only to this machine)",
      about: "mail server",
    },
  },
  imapCaCert: {
    schema: certificate.optional(),
    means: "PEM text or file: the certificate that signed the mail server's",
    example: "./mail-ca.pem",
    option: {
      flags: "--imap-ca-cert <file>",
      help: "the certificate that signed the mail server's, as PEM",
      about: "mail server",
    },
  },
  imapTlsFingerprint: {
    schema: fingerprint.optional(),
    means: "SHA-256 of the one certificate of the mail server to accept",
    example: "VALUE",
    option: {
      flags: "--imap-tls-fingerprint <hex>",
      help: "the SHA-256 of the mail server's one certificate to accept",
      about: "mail server",
    },
  },
  imapConnections: {
    schema: wholeNumber(1, 32).default(defaults.imapConnections),
    means: "connections to one mail server at the same time",
    example: String(defaults.imapConnections),
  },
  preserveMail: {
    schema: yesOrNo.optional(),
    means: "whether the mail of a mailbox is carried over its change, and archived before its removal",
    example: "true",
  },
  parkMail: {
    schema: yesOrNo.optional(),
    means: "whether a second mailbox takes what arrives while a mailbox is made anew",
    example: "true",
  },
  archive: {
    schema: text.optional(),
    means:
      "a folder for archives of mail that outlives the run, or `panel` for a second mailbox on the panel itself",
    example: "/srv/mail-archive",
    option: {
      flags: "--archive <folder>",
      help: "the folder of all archives, if not the one in the user's state folder",
      about: "archives",
    },
  },
  archiveDays: {
    schema: wholeNumber(1, 36_500).default(defaults.archiveDays),
    means: "how many days a finished archive is kept",
    example: String(defaults.archiveDays),
    option: {
      flags: "--days <days>",
      help: `how many days a finished archive is kept (${defaults.archiveDays} by default)`,
      about: "archives",
    },
  },
  archiveKey: {
    schema: z.string("must be text").min(12, "must have 12 characters or more").optional(),
    means: "a passphrase that encrypts archives, set with `--secret`",
    isSecret: true,
    environment: "BRAINYCP_ARCHIVE_KEY",
  },
} as const satisfies Record<string, Setting>;

/** The name of a setting, as it stands after `brainycp:`. */
export type SettingName = keyof typeof settings;

/** The names of all settings. */
export const settingNames = Object.keys(settings) as SettingName[];

/** The schema of one panel's settings, by their names; what is no setting is left out. */
export const panelSchema = z.object(
  Object.fromEntries(settingNames.map((name) => [name, settings[name].schema])) as {
    [Name in SettingName]: (typeof settings)[Name]["schema"];
  },
);

/** The settings of one panel, validated and in normal form; `allowPlainHttp` and `journal` have then done their work. */
export type PanelSettings = Readonly<Omit<z.infer<typeof panelSchema>, "allowPlainHttp" | "journal">>;

/** The schema of what mail servers and archives are reached with; the panel need not be named. */
export const mailSchema = z.object(
  panelSchema
    .pick({
      endpoint: true,
      username: true,
      timeoutSeconds: true,
      imapHost: true,
      imapPort: true,
      imapSecurity: true,
      imapCaCert: true,
      imapTlsFingerprint: true,
      imapConnections: true,
      archive: true,
      archiveDays: true,
      archiveKey: true,
    })
    .partial({ endpoint: true, username: true }).shape,
);

/** The settings of mail servers and archives alone, validated and in normal form. */
export type MailSettings = Readonly<z.infer<typeof mailSchema>>;

/** The panel user who owns what is made with these settings. */
export function ownerOf(settings: PanelSettings, panelUser?: string): string {
  return panelUser ?? settings.panelUser ?? settings.username;
}

/** What is known of a setting by its name; undefined for a name that is none. */
export function settingOf(name: string): Setting | undefined {
  return Object.hasOwn(settings, name) ? settings[name as SettingName] : undefined;
}
