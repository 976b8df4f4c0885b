import * as pulumi from "@pulumi/pulumi";
import type { DomainRecord } from "./domainRecord/domainRecord";

/** A DNS record that a domain's mail needs. */
export interface MailRecord {
  /** A key to build resource names from, unique within the domain: `mx-1`, `spf`, `dkim`, `dmarc`. */
  readonly key: string;
  /** The full name, without a trailing dot. */
  readonly name: pulumi.Output<string>;
  readonly type: "MX" | "TXT";
  /** The value: a text in one piece and without quotes, or for an MX `10 mail.example.com`. */
  readonly value: pulumi.Output<string>;
  /** The priority of an MX, for providers that want it as a separate field. */
  readonly priority?: number;
  /** The host of an MX, for providers that want it as a separate field. */
  readonly host?: pulumi.Output<string>;
}

/** A host that receives a domain's mail. */
export interface MxHost {
  /** @example "mail.example.com" */
  readonly host: pulumi.Input<string>;
  /** A whole number from 0 to 65535. Senders try the lowest first. */
  readonly priority: number;
}

/** What receivers should do with mail that fails SPF and DKIM, or the whole text of a DMARC record. */
export type DmarcPolicy = "none" | "quarantine" | "reject" | `v=DMARC1;${string}`;

/** The step between the priorities of hosts that are given without one. */
const step = 10;

/** The MX records of a domain. @throws pulumi.RunError for a priority that no MX can have. */
export function mxRecords(
  component: string,
  domain: pulumi.Output<string>,
  hosts: readonly (pulumi.Input<string> | MxHost)[],
): MailRecord[] {
  return hosts.map((written, place) => {
    const { host, priority } = isMxHost(written) ? written : { host: written, priority: (place + 1) * step };
    if (!Number.isInteger(priority) || priority < 0 || priority > 65_535) {
      throw mistake(component, `mx[${place}].priority ${priority} is not a whole number from 0 to 65535`);
    }
    const name = pulumi.output(host).apply((given) => given.trim().replace(/\.$/, ""));
    const value = pulumi.interpolate`${priority} ${name}`;
    return { key: `mx-${place + 1}`, name: domain, type: "MX", value, priority, host: name };
  });
}

/**
 * The record that the panel keeps for a domain. Its name and value are resolved only when they are used: if the panel
 * does not show the zone, only a program that uses the record fails.
 */
export function switchedRecord(component: string, key: "spf" | "dkim", resource: DomainRecord): MailRecord {
  const shown = (property: "name" | "value"): pulumi.Output<string> =>
    pulumi.all([resource.record, resource.domain]).apply(([record, domain]) => {
      if (record !== undefined) return record[property];
      throw mistake(
        component,
        `the panel does not show the zone of ${domain}, so its ${key.toUpperCase()} record is unknown; pulumi refresh ` +
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

/** The DMARC record of a domain (RFC 7489). @throws pulumi.RunError for a text that is neither a policy nor a record. */
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
