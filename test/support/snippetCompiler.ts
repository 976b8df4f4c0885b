import { join } from "node:path";
import ts from "typescript";
import type { Snippet } from "./documents";

const project = join(__dirname, "..", "..");

/** What a program of the reader's has, in a snippet that shows a part of it. */
const surroundings: Readonly<Record<string, string>> = {
  config: "declare const config: import('@pulumi/pulumi').Config;",
  password: "declare const password: import('@pulumi/pulumi').Output<string>;",
  dns: `declare const dns: { Record: new (
    name: string,
    args: Record<"name" | "type" | "value", import("@pulumi/pulumi").Input<string>>,
  ) => import("@pulumi/pulumi").CustomResource };`,
};
const exported = ["DomainDkim", "DomainSpf", "MailDomain", "MailForward", "Mailbox"];
const functions = ["getForwards", "getMailboxes", "getMailHealth", "getZone", "getZoneOutput"];

/** Compiles snippets in one program, each as a module of its own, against the built package. @returns what is wrong */
export function compileSnippets(snippets: readonly Snippet[]): string[] {
  const modules = new Map(snippets.map((snippet) => [fileOf(snippet), moduleOf(snippet)]));
  for (const { document, treatment, code } of snippets) {
    // the reader's program, which the documents in docs/ speak of
    if (document === "README.md" && treatment.how === "saved")
      modules.set(join(project, "docs", treatment.as), code);
  }
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    skipLibCheck: true,
    allowJs: true,
    checkJs: true,
    noEmit: true,
    types: ["node"],
  };
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (file) => modules.has(file) || disk.fileExists(file),
    readFile: (file) => modules.get(file) ?? disk.readFile(file),
    getSourceFile: (file, language, ...rest) => {
      const text = modules.get(file);
      return text === undefined
        ? disk.getSourceFile(file, language, ...rest)
        : ts.createSourceFile(file, text, language);
    },
  };
  const program = ts.createProgram([...modules.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const place = file === undefined ? "" : `:${file.getLineAndCharacterOfPosition(start).line + 1}`;
    const document = file?.fileName.slice(project.length + 1).replace(/\.\d+\.[jt]s$/, "") ?? "";
    return `${document}${place}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}

/** Where a snippet is a module, beside its document. `await` may stand anywhere in it. */
function fileOf({ document, line, language }: Snippet): string {
  return join(project, `${document}.${line}.${language}`);
}

/** The snippet on its own lines, with what the rest of the reader's program has where it imports nothing itself. */
function moduleOf({ code, line }: Snippet): string {
  if (/^import |require\(/m.test(code)) return "\n".repeat(line - 1) + code;
  const isFree = (name: string): boolean => !new RegExp(`\\b(const|let) ${name}\\b`).test(code);
  const names = [...exported, ...functions].filter(isFree);
  const declared = Object.keys(surroundings).filter(isFree);
  const before = [
    'import * as pulumi from "@pulumi/pulumi";',
    `import { ${names.join(", ")} } from "pulumi-brainycp";`,
    ...declared.map((name) => surroundings[name]?.replace(/\s+/g, " ")),
  ];
  return `${before.join(" ")}${"\n".repeat(line - 1)}${code}`;
}
