import * as pulumi from "@pulumi/pulumi";
import { normaliseDomain } from "../adapter/address";
import { dmarcPolicies, mistakeInDmarc, mistakeInTag, reportUri, type DmarcTag } from "../adapter/dmarc";
import { ProgramMistake } from "../lifecycle/programMistake";
import type { DomainRecord } from "./domainRecord/domainRecord";
import { refuseUnknownArguments } from "./unknownArguments";

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

/** A DMARC record, part by part. */
export interface DmarcArgs {
  /** What receivers should do with mail that fails SPF and DKIM. */
  readonly policy: "none" | "quarantine" | "reject";
  /**
   * Who gets the daily reports, as addresses.
   *
   * @example "dmarc@example.com"
   */
  readonly rua?: ReportAddresses;
  /** Who gets a report of each failed message, as addresses. */
  readonly ruf?: ReportAddresses;
  /**
   * To how many percent of the mail the policy applies, 0 to 100.
   *
   * @default 100
   */
  readonly pct?: number | undefined;
  /**
   * The policy for subdomains.
   *
   * @default `policy`
   */
  readonly sp?: "none" | "quarantine" | "reject" | undefined;
  /**
   * Whether the domain that signed with DKIM has to be the sender's own: `s` (strict), or may be a part of it: `r` (relaxed).
   *
   * @default "r"
   */
  readonly adkim?: "r" | "s" | undefined;
  /**
   * The same for SPF.
   *
   * @default "r"
   */
  readonly aspf?: "r" | "s" | undefined;
}

type ReportAddresses = pulumi.Input<string> | readonly pulumi.Input<string>[] | undefined;

/** The step between the priorities of hosts that are given without one. */
const step = 10;

const mxExample = 'write "mail.example.com" or { host: "mail.example.com", priority: 10 }';

/** The MX records of a domain. @throws ProgramMistake for what no MX can have. */
export function mxRecords(
  component: string,
  domain: pulumi.Output<string>,
  hosts: readonly (pulumi.Input<string> | MxHost)[],
): MailRecord[] {
  if (!Array.isArray(hosts)) throw mistake(component, `mx is not a list; ${mxExample}, in [ ]`);
  return hosts.map((written: unknown, place) => {
    const { host, priority } = isHost(written)
      ? { host: written, priority: (place + 1) * step }
      : mxHost(component, place, written);
    const name = checked(host, (given) => {
      const normal = normaliseDomain(String(given).trim().replace(/\.$/, ""));
      if ("value" in normal) return normal.value;
      throw mistake(component, `mx[${place}] ${quote(given)} is not the name of a host; ${mxExample}`);
    });
    const value = pulumi.interpolate`${priority} ${name}`;
    return { key: `mx-${place + 1}`, name: domain, type: "MX", value, priority, host: name };
  });
}

/** A host with its priority. @throws ProgramMistake for anything else */
function mxHost(component: string, place: number, written: unknown): MxHost {
  const { host, priority, ...more } = isObject(written) ? (written as Partial<MxHost>) : {};
  refuseUnknownArguments(`MailDomain "${component}": mx[${place}].`, more, ["host", "priority"]);
  if (!isHost(host) || priority === undefined)
    throw mistake(component, `mx[${place}] is not a host; ${mxExample}`);
  if (!Number.isInteger(priority) || priority < 0 || priority > 65_535) {
    throw mistake(
      component,
      `mx[${place}].priority ${quote(priority)} is not a whole number from 0 to 65535`,
    );
  }
  return { host, priority };
}

/** What stands for a record that no provider was asked for, under `pulumi.runtime.setMocks`. */
const standIns = {
  spf: { prefix: "", value: "v=spf1 mx ~all" },
  dkim: { prefix: "dkim._domainkey.", value: "v=DKIM1; k=rsa; p=MIIB" },
} as const;

/**
 * The record that the panel keeps for a domain. Its name and value are resolved only when they are used: if the panel
 * does not show the zone, only a program that uses the record fails.
 */
export function switchedRecord(
  component: string,
  domain: pulumi.Output<string>,
  key: "spf" | "dkim",
  resource: DomainRecord,
): MailRecord {
  const shown = (property: "name" | "value"): pulumi.Output<string> =>
    pulumi.all([resource.record, resource.endpoint, domain]).apply(([record, endpoint, name]) => {
      if (record !== undefined) return record[property];
      const { prefix, value } = standIns[key];
      if ((endpoint as string | undefined) === undefined) return property === "name" ? prefix + name : value;
      throw mistake(
        component,
        `the panel does not show the zone of ${name}, so its ${key.toUpperCase()} record is unknown; pulumi refresh ` +
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

/** The DMARC record of a domain (RFC 7489). @throws ProgramMistake for what is neither a policy nor a record */
export function dmarcRecord(
  component: string,
  domain: pulumi.Output<string>,
  dmarc: DmarcPolicy | DmarcArgs,
): MailRecord {
  const value = isObject(dmarc) ? dmarcText(component, dmarc) : pulumi.output(wholeText(component, dmarc));
  return { key: "dmarc", name: pulumi.interpolate`_dmarc.${domain}`, type: "TXT", value };
}

/** The text of a record that is written as a policy or as a whole. */
function wholeText(component: string, written: unknown): string {
  if ((dmarcPolicies as readonly unknown[]).includes(written)) return `v=DMARC1; p=${String(written)}`;
  if (typeof written !== "string" || !/^\s*v\s*=/.test(written)) {
    throw mistake(
      component,
      `dmarc ${quote(written)} is neither "none", "quarantine" nor "reject", nor a record; ${dmarcExample}`,
    );
  }
  const wrong = mistakeInDmarc(written);
  if (wrong === undefined) return written.trim();
  throw mistake(component, `dmarc ${JSON.stringify(written)} is not a DMARC record: it ${wrong}`);
}

const dmarcExample = 'write { policy: "quarantine", rua: "dmarc@example.com" } or "v=DMARC1; p=quarantine"';

/** The tags of a record by the names that a program gives them, in the record's order. */
const tagNames = {
  policy: "p",
  rua: "rua",
  ruf: "ruf",
  pct: "pct",
  sp: "sp",
  adkim: "adkim",
  aspf: "aspf",
} as const satisfies Record<keyof DmarcArgs, DmarcTag>;

/** The text of a record that is written part by part. */
function dmarcText(component: string, parts: DmarcArgs): pulumi.Output<string> {
  refuseUnknownArguments(`MailDomain "${component}": dmarc.`, parts, Object.keys(tagNames));
  if ((parts.policy as unknown) === undefined)
    throw mistake(component, `dmarc.policy is missing; ${dmarcExample}`);
  const texts = Object.entries(tagNames).flatMap(([property, tag]) => {
    const written = parts[property as keyof DmarcArgs];
    if (written === undefined) return [];
    const text = checked(written, (given) => {
      const addresses = property === "rua" || property === "ruf";
      const value = addresses
        ? [given]
            .flat()
            .map((each) => reportUri(String(each)))
            .join(",")
        : String(given);
      const wrong = mistakeInTag(tag, value);
      if (wrong === undefined) return `; ${tag}=${value}`;
      throw mistake(component, `dmarc.${property} ${quote(given)} ${wrong}`);
    });
    return [text];
  });
  return pulumi.concat("v=DMARC1", ...texts);
}

/** What comes of a value: at once where it is plain, so that a mistake ends the program; else when it is known. */
function checked<Made>(written: unknown, make: (given: unknown) => Made): pulumi.Output<Made> {
  const isPlain = ![written].flat().some(isLater);
  return (
    isPlain ? pulumi.output(make(written)) : pulumi.output(written as string).apply(make)
  ) as pulumi.Output<Made>;
}

/** Whether a value is only known later. */
function isLater(written: unknown): boolean {
  return pulumi.Output.isInstance(written) || written instanceof Promise;
}

function isHost(written: unknown): written is pulumi.Input<string> {
  return typeof written === "string" || isLater(written);
}

function isObject(written: unknown): written is object {
  return typeof written === "object" && written !== null && !isLater(written) && !Array.isArray(written);
}

/** What somebody wrote, as an error shows it. */
function quote(written: unknown): string {
  return JSON.stringify(written);
}

/** A mistake in the arguments of a `MailDomain`. */
export function mistake(component: string, words: string): ProgramMistake {
  return new ProgramMistake(`MailDomain "${component}": ${words}`);
}
