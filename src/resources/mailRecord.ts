import * as pulumi from "@pulumi/pulumi";
import type { DomainRecord } from "./domainRecord/domainRecord";

/** A DNS record that a domain's mail needs. */
export interface MailRecord {
  /** What the record is called among those of its domain, for names of resources: `mx-1`, `spf`, `dkim`, `dmarc`. */
  readonly key: string;
  /** The full name without a dot at its end. */
  readonly name: pulumi.Output<string>;
  readonly type: "MX" | "TXT";
  /** The value as a zone file has it: a text in one piece and without quotes, an MX as `10 mail.example.com`. */
  readonly value: pulumi.Output<string>;
  /** Of an MX its priority by itself, as some providers take it. */
  readonly priority?: number;
  /** Of an MX its host by itself, as some providers take it. */
  readonly host?: pulumi.Output<string>;
}

/** A host that takes a domain's mail. */
export interface MxHost {
  /** @example "mail.example.com" */
  readonly host: pulumi.Input<string>;
  /** A whole number of 0 to 65535; the lowest is asked first. */
  readonly priority: number;
}

/** What receivers shall do with mail that fails SPF and DKIM, or the whole text of a DMARC record. */
export type DmarcPolicy = "none" | "quarantine" | "reject" | `v=DMARC1;${string}`;

/** Between the priorities of hosts that are written without one. */
const step = 10;

/** The MX records of a domain. @throws pulumi.RunError for a priority that no MX has. */
export function mxRecords(
  component: string,
  domain: pulumi.Output<string>,
  hosts: readonly (pulumi.Input<string> | MxHost)[],
): MailRecord[] {
  return hosts.map((written, place) => {
    const { host, priority } = isMxHost(written) ? written : { host: written, priority: (place + 1) * step };
    if (!Number.isInteger(priority) || priority < 0 || priority > 65_535) {
      throw mistake(component, `mx[${place}].priority ${priority} is no whole number of 0 to 65535`);
    }
    const name = pulumi.output(host).apply((given) => given.trim().replace(/\.$/, ""));
    const value = pulumi.interpolate`${priority} ${name}`;
    return { key: `mx-${place + 1}`, name: domain, type: "MX", value, priority, host: name };
  });
}

/**
 * The record that the panel keeps for a domain. What it is called and holds is asked for when it is used: a panel that
 * does not show the zone fails the use alone, not the program that has none for it.
 */
export function switchedRecord(component: string, key: "spf" | "dkim", resource: DomainRecord): MailRecord {
  const shown = (property: "name" | "value"): pulumi.Output<string> =>
    pulumi.all([resource.record, resource.domain]).apply(([record, domain]) => {
      if (record !== undefined) return record[property];
      throw mistake(
        component,
        `the panel does not show the zone of ${domain}, so its ${key.toUpperCase()} record is not known; pulumi refresh ` +
          "looks again, or publish the record by hand and leave it out of the loop",
      );
    });
  return {
    key,
    type: "TXT",
    get name() {
      return shown("name");
    },
    get value() {
      return shown("value");
    },
  };
}

/** The DMARC record of a domain (RFC 7489). @throws pulumi.RunError for what is neither a policy nor a record. */
export function dmarcRecord(
  component: string,
  domain: pulumi.Output<string>,
  policy: DmarcPolicy,
): MailRecord {
  if (!/^(none|quarantine|reject|v=DMARC1\s*;.*)$/.test(policy)) {
    throw mistake(
      component,
      `dmarc ${JSON.stringify(policy)} is neither "none", "quarantine", "reject" nor a text that begins "v=DMARC1;"`,
    );
  }
  const value = policy.startsWith("v=") ? policy : `v=DMARC1; p=${policy}`;
  return {
    key: "dmarc",
    name: pulumi.interpolate`_dmarc.${domain}`,
    type: "TXT",
    value: pulumi.output(value),
  };
}

function isMxHost(written: pulumi.Input<string> | MxHost): written is MxHost {
  return typeof written === "object" && "host" in written && "priority" in written;
}

function mistake(component: string, words: string): pulumi.RunError {
  return new pulumi.RunError(`MailDomain "${component}": ${words}`);
}
