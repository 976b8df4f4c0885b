import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import MarkdownIt from "markdown-it";

const project = join(__dirname, "..", "..");

/**
 * How a snippet is tested, written after its language, where no reader of the rendered page sees it:
 *
 * - `ts index.ts`: saved under that name, for the commands that follow
 * - `sh another-terminal`: runs until the document ends, while the commands that follow run
 * - `sh elsewhere`: run in another, empty folder
 * - `sh run-by: test/file.test.ts`: another test runs it
 * - `sh not-run: REASON`
 */
export type Treatment =
  | { readonly how: "here" }
  | { readonly how: "saved"; readonly as: string }
  | { readonly how: "another-terminal" }
  | { readonly how: "elsewhere" }
  | { readonly how: "run-by"; readonly test: string }
  | { readonly how: "not-run"; readonly reason: string };

/** A fenced block of a document. */
export interface Snippet {
  readonly language: string;
  readonly code: string;
  readonly treatment: Treatment;
  readonly document: string;
  /** The line of its first line of code, counted from 1. */
  readonly line: number;
}

/** A Markdown file of the repository. */
export interface Document {
  /** Its path in the repository. */
  readonly path: string;
  readonly text: string;
  readonly snippets: readonly Snippet[];
  /** The targets of its links. */
  readonly links: readonly string[];
  /** Its headings, as they are written. */
  readonly headings: readonly string[];
}

/** Every document that readers follow. */
export function allDocuments(): Document[] {
  const inDocs = readdirSync(join(project, "docs")).filter((name) => name.endsWith(".md"));
  const examples = readdirSync(join(project, "examples"));
  return [
    "README.md",
    "CONTRIBUTING.md",
    ...inDocs.map((name) => `docs/${name}`),
    ...examples.map((name) => `examples/${name}/README.md`),
  ].map(readDocument);
}

/** Reads one document. */
export function readDocument(path: string): Document {
  const text = readFileSync(join(project, path), "utf8");
  const tokens = new MarkdownIt({ html: true }).parse(text, {});
  const inline = tokens.flatMap(({ children }) => children ?? []);
  return {
    path,
    text,
    snippets: tokens
      .filter(({ type }) => type === "fence")
      .map(({ info, content, map }) => {
        const [, language = "", note = ""] = /^(\S*)\s*(.*)$/.exec(info) ?? [];
        return {
          language,
          code: content,
          treatment: treatmentOf(note),
          document: path,
          line: (map?.[0] ?? 0) + 2,
        };
      }),
    links: inline.flatMap((token) => token.attrGet("href") ?? token.attrGet("src") ?? []),
    headings: tokens.flatMap(({ type }, place) =>
      type === "heading_open" ? [tokens[place + 1]?.content ?? ""] : [],
    ),
  };
}

/** Where a snippet stands, as editors and terminals link it. */
export const placeOf = ({ document, line }: Snippet): string => `${document}:${line}`;

/** The path of the file that a link of a document names, and the anchor in it; undefined for one of the web. */
export function linkedFile({ path }: Document, link: string): { path: string; anchor: string } | undefined {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [file = "", anchor = ""] = link.split("#");
  return { path: file === "" ? path : join(dirname(path), file), anchor };
}

function treatmentOf(note: string): Treatment {
  const [, word = "", rest = ""] = /^(run-by|not-run): (.+)$/.exec(note) ?? [];
  if (word === "run-by") return { how: "run-by", test: rest };
  if (word === "not-run") return { how: "not-run", reason: rest };
  if (note === "another-terminal" || note === "elsewhere") return { how: note };
  return note === "" ? { how: "here" } : { how: "saved", as: note };
}

/** The anchor of a heading, as GitHub makes it. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
}
