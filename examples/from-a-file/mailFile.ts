import { readFileSync } from "node:fs";
import { basename } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { LinedYaml, type Mistake } from "./linedYaml";
import { mailboxName, mailSchema } from "./schema";

/** What the file declares, with full addresses and passwords. */
export interface Mail {
  readonly mailboxes: { email: string; quota: number; password: pulumi.Output<string> }[];
  readonly forwards: { source: string; targets: string[] }[];
  /** The domains that get an SPF record. */
  readonly spf: string[];
  /** The domains that get a DKIM record. */
  readonly dkim: string[];
}

/**
 * Reads the file, and the password of each mailbox from the stack, under its address.
 *
 * @throws RunError that names every mistake of the file at once, each with its line
 */
export function readMailFile(path: string, passwords: pulumi.Config): Mail {
  const yaml = new LinedYaml(readFileSync(path, "utf8"));
  refuse(path, yaml.syntaxMistakes());
  refuse(path, mistakesIn(yaml, passwords));
  const domains = Object.entries(mailSchema.parse(yaml.value).domains);
  return {
    mailboxes: domains.flatMap(([domain, { mailboxes }]) =>
      Object.entries(mailboxes).map(([name, { quota }]) => {
        const email = `${name}@${domain}`;
        return { email, quota, password: passwords.requireSecret(email) };
      }),
    ),
    forwards: domains.flatMap(([domain, { forwards }]) =>
      Object.entries(forwards).map(([name, targets]) => ({ source: `${name}@${domain}`, targets })),
    ),
    spf: domains.filter(([, { spf }]) => spf).map(([domain]) => domain),
    dkim: domains.filter(([, { dkim }]) => dkim).map(([domain]) => domain),
  };
}

function mistakesIn(yaml: LinedYaml, passwords: pulumi.Config): Mistake[] {
  const { error } = mailSchema.safeParse(yaml.value);
  const mistakes = [
    ...(error?.issues ?? []).flatMap((issue) => mistakesOf(issue, yaml)),
    ...missingPasswords(yaml, passwords),
  ];
  const repetitions = yaml.takeRepetitions();
  return repetitions.length === 0 ? mistakes : [...mistakes, ...repetitions, ...mistakesIn(yaml, passwords)];
}

/** Ends the program with all mistakes, in the file's order; does nothing if there are none. */
function refuse(path: string, mistakes: Mistake[]): void {
  if (mistakes.length === 0) return;
  const lines = mistakes
    .sort((a, b) => a.line - b.line)
    .map(({ line, path: place, problem }) =>
      [`${basename(path)}:${line}`, ...dotted(place), problem].join(": "),
    );
  throw new pulumi.RunError([...new Set(lines)].join("\n"));
}

const dotted = (path: Mistake["path"]): string[] => (path.length === 0 ? [] : [z.core.toDotPath(path)]);

/** The mistakes in one issue of the schema: one for each key that it does not know. */
function mistakesOf(issue: z.core.$ZodIssue, yaml: LinedYaml): Mistake[] {
  if (issue.code !== "unrecognized_keys")
    return [{ line: yaml.line(issue.path), path: issue.path, problem: problemOf(issue) }];
  return issue.keys.map((key) => {
    const path = [...issue.path, key];
    return { line: yaml.line(path), path, problem: "is not known here" };
  });
}

/** Zod nests the message for a wrong key one level deeper than that for a wrong value. */
const problemOf = (issue: z.core.$ZodIssue): string =>
  issue.code === "invalid_key" ? (issue.issues[0]?.message ?? issue.message) : issue.message;

function missingPasswords(yaml: LinedYaml, passwords: pulumi.Config): Mistake[] {
  const mailboxes = yaml.keys(["domains"]).flatMap((domain) => {
    const path = ["domains", domain, "mailboxes"];
    return yaml
      .keys(path)
      .filter((name) => mailboxName.safeParse(name).success)
      .map((name) => ({ path: [...path, name], email: `${name}@${domain}` }));
  });
  return mailboxes
    .filter(({ email }) => passwords.getSecret(email) === undefined)
    .map(({ path, email }) => ({
      line: yaml.line(path),
      path,
      problem: `has no password: pulumi config set --secret ${passwords.name}:${email}`,
    }));
}
