import { styleText } from "node:util";
import type { Finding, Status } from "./finding";

const colours = { ok: "green", warn: "yellow", wrong: "red", skip: "gray" } as const;

/** The checks as lines to read: one each, and what to do below it. */
export function report(checks: readonly Finding[], hasColours: boolean): string[] {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.flatMap(({ name, status, text, nextStep }) => {
    const shown = status.padEnd(5);
    const word = hasColours ? styleText(colours[status], shown) : shown;
    const line = `${word}  ${name.padEnd(width)}  ${text}`;
    const indent = " ".repeat("wrong".length + width + 4);
    return nextStep === undefined ? [line] : [line, `${indent}${nextStep}`];
  });
  return [...lines, "", summary(checks)];
}

function summary(checks: readonly Finding[]): string {
  const count = (wanted: Status): number => checks.filter(({ status }) => status === wanted).length;
  const counts = [counted(count("wrong"), "problem"), counted(count("warn"), "warning")].flat();
  const end = counts.length === 0 ? "." : `: ${counts.join(", ")}.`;
  return `\`pulumi up\` would ${count("wrong") === 0 ? "work" : "not work"}${end}`;
}

function counted(number: number, noun: string): string[] {
  return number === 0 ? [] : [`${number} ${noun}${number === 1 ? "" : "s"}`];
}
