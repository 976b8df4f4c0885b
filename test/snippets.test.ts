import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { allDocuments, anchorOf, linkedFile, placeOf, readDocument, type Snippet } from "./support/documents";
import { compileSnippets } from "./support/snippetCompiler";

const project = join(__dirname, "..");
const documents = allDocuments();
const snippets = documents.flatMap((document) => document.snippets);
const programs = snippets.filter(({ language }) => language === "ts" || language === "js");

test("every TypeScript and JavaScript snippet compiles against the package", () => {
  expect(programs.length).toBeGreaterThan(0);
  expect(compileSnippets(programs)).toEqual([]);
});

test("a snippet that uses what the package does not have is named with its line", () => {
  const snippet: Snippet = {
    language: "ts",
    code: 'new Mailbox("ann", {\n  email: "ann@example.com",\n  size: 500,\n});\n',
    treatment: { how: "here" },
    document: "docs/new.md",
    line: 7,
  };
  expect(compileSnippets([snippet])).toEqual([expect.stringMatching(/^docs\/new\.md:9: .*'size' does not/)]);
});

test("every YAML and JSON snippet parses", () => {
  const data = snippets.filter(({ language }) => language === "yaml" || language === "json");
  const mistakes = data.flatMap((snippet) =>
    parseAllDocuments(snippet.code).flatMap(({ errors }) =>
      errors.map(({ message }) => `${placeOf(snippet)}: ${message}`),
    ),
  );
  expect(mistakes).toEqual([]);
});

test("every other snippet says which test runs it, or why none does", () => {
  const runsHere = ["sh", "ts", "js", "yaml", "json", "mermaid"];
  const silent = snippets.filter(({ language, treatment }) => {
    return treatment.how === "here" && !runsHere.includes(language);
  });
  expect(silent.map(placeOf)).toEqual([]);
});

test("the tests that are said to run a snippet exist", () => {
  const named = snippets.flatMap(({ treatment }) => (treatment.how === "run-by" ? [treatment.test] : []));
  expect(named.filter((test) => !existsSync(join(project, test)))).toEqual([]);
});

test("these snippets alone are run by no test", () => {
  const notRun = snippets.flatMap(({ document, treatment }) =>
    treatment.how === "not-run" ? [`${document}: ${treatment.reason}`] : [],
  );
  expect(notRun).toEqual([
    "examples/cloudflare-dns/README.md: needs an account at Cloudflare",
    "examples/server-and-mail/README.md: needs an account at Hetzner",
    "examples/server-and-mail/README.md: needs an account at Hetzner",
  ]);
});

test("every link leads to a file that exists, and to a heading in it", () => {
  const broken = documents.flatMap((document) =>
    document.links.filter((link) => {
      const linked = linkedFile(document, link);
      if (linked === undefined) return false;
      if (!existsSync(join(project, linked.path))) return true;
      return (
        linked.anchor !== "" && !readDocument(linked.path).headings.map(anchorOf).includes(linked.anchor)
      );
    }),
  );
  expect(broken).toEqual([]);
});
