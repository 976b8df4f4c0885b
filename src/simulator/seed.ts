/** A domain that an account starts with. */
export interface DomainSeed {
  name: string;
  /** Whether the panel's name server holds the zone. @defaultValue true */
  hosted?: boolean;
  /** @defaultValue false */
  spf?: boolean;
  /** @defaultValue false */
  dkim?: boolean;
}

/** An account that the panel starts with. */
export interface AccountSeed {
  name: string;
  password: string;
  /** Full API access: may act for other users. @defaultValue false */
  admin?: boolean;
  /** API access. @defaultValue true */
  api?: boolean;
  /** Domains by name or with their switches. @defaultValue none */
  domains?: readonly (string | DomainSeed)[];
}

/** The account of a simulator that is given none. */
export const defaultAccounts: readonly AccountSeed[] = [
  { name: "demo", password: "demo-password", domains: ["example.com", "example.org"] },
];
