import { styleText } from "node:util";
import { stackWords } from "../../adapter/settingWords";
import type { Finding, Status } from "./finding";

const colours = { ok: "green", warn: "yellow", wrong: "red", skip: "gray" } as const;

/** The findings as lines to read: one each, what to do below it, and those of each named server under its name. */
export function report(findings: readonly Finding[], hasColours: boolean): string[] {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const lines = findings.flatMap((finding, place) => {
    const { server, name, status, text, nextStep } = finding;
    const isFirst = server !== undefined && server !== findings[place - 1]?.server;
    const heading = isFirst ? ["", stackWords.nameOf(`servers.${server}`)] : [];
    const shown = status.padEnd(5);
    const word = hasColours ? styleText(colours[status], shown) : shown;
    const line = `${word}  ${name.padEnd(width)}  ${text}`;
    const indent = " ".repeat("wrong".length + width + 4);
    return [...heading, line, ...(nextStep === undefined ? [] : [`${indent}${nextStep}`])];
  });
  return [...lines, "", summary(findings)];
}

function summary(findings: readonly Finding[]): string {
  const count = (wanted: Status): number => findings.filter(({ status }) => status === wanted).length;
  const counts = [counted(count("wrong"), "problem"), counted(count("warn"), "warning")].flat();
  const end = counts.length === 0 ? "." : `: ${counts.join(", ")}.`;
  return `\`pulumi up\` would ${count("wrong") === 0 ? "work" : "not work"}${end}`;
}

function counted(number: number, noun: string): string[] {
  return number === 0 ? [] : [`${number} ${noun}${number === 1 ? "" : "s"}`];
}
