import { styleText } from "node:util";
import { stackWords } from "../../adapter/settingWords";
import type { Finding, Status } from "./finding";

const colours = { ok: "green", warn: "yellow", wrong: "red", skip: "gray" } as const;

/** What the last line says, where all is right and where it is not. */
export interface Verdict {
  readonly right: string;
  readonly wrong: string;
}

/** The findings as lines to read: one each, what to do below it, and those of a named server or a domain under its name. */
export function report(findings: readonly Finding[], verdict: Verdict, hasColours: boolean): string[] {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const lines = findings.flatMap((finding, place) => {
    const { name, status, text, nextStep } = finding;
    const before = findings[place - 1];
    const heading = headingOf(finding);
    const isFirst = heading !== undefined && (before === undefined || heading !== headingOf(before));
    const shown = status.padEnd(5);
    const word = hasColours ? styleText(colours[status], shown) : shown;
    const line = `${word}  ${name.padEnd(width)}  ${text}`;
    const indent = " ".repeat("wrong".length + width + 4);
    return [
      ...(isFirst ? ["", heading].slice(place === 0 ? 1 : 0) : []),
      line,
      ...(nextStep === undefined ? [] : [`${indent}${nextStep}`]),
    ];
  });
  return [...lines, "", summary(findings, verdict)];
}

function headingOf({ server, domain }: Finding): string | undefined {
  return domain ?? (server === undefined ? undefined : stackWords.nameOf(`servers.${server}`));
}

function summary(findings: readonly Finding[], { right, wrong }: Verdict): string {
  const count = (wanted: Status): number => findings.filter(({ status }) => status === wanted).length;
  const counts = [counted(count("wrong"), "problem"), counted(count("warn"), "warning")].flat();
  const end = counts.length === 0 ? "." : `: ${counts.join(", ")}.`;
  return `${count("wrong") === 0 ? right : wrong}${end}`;
}

function counted(number: number, noun: string): string[] {
  return number === 0 ? [] : [`${number} ${noun}${number === 1 ? "" : "s"}`];
}
