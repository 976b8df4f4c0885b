import { dirname, join } from "node:path";
import { startSimulator, type Simulator } from "../../src/simulator/simulator";
import { allDocuments, type Document } from "../support/documents";
import { Reader, typedPassword } from "../support/engine/reader";

const account = { name: "demo", password: typedPassword, domains: ["example.com", "example.org"] };
/** The documents with commands that are run here, by their paths. */
const documents = new Map<string, Document>(
  allDocuments().flatMap((document) =>
    document.snippets.some(({ language, treatment }) => language === "sh" && treatment.how === "here")
      ? [[document.path, document]]
      : [],
  ),
);

let reader: Reader;
beforeAll(async () => {
  reader = await Reader.arrive();
  await reader.run("pulumi login --local", reader.path());
});
afterAll(() => reader.leave());

/** Follows a document in a folder, with a panel to point it at. @returns what was shown, and the panel */
async function follow(
  path: string,
  ...folder: string[]
): Promise<{ shown: string; panel: Simulator["panel"] }> {
  const document = documents.get(path);
  if (document === undefined) throw new Error(`${path} has no commands to run`);
  const simulator = await startSimulator({ accounts: [account] });
  try {
    return {
      shown: await reader.follow(document, reader.path(...folder), simulator.url),
      panel: simulator.panel,
    };
  } finally {
    await simulator.close();
  }
}

const isIn = (folder: string) => (path: string) => path.startsWith(`${folder}/`);

describe("in a project of one's own", () => {
  beforeAll(() =>
    reader.run(
      "mkdir mail && cd mail && pulumi new typescript && npm install pulumi-brainycp",
      reader.path(),
    ),
  );

  test.each([...documents.keys()].filter(isIn("docs")))("%s is followed to its end", async (path) => {
    await reader.run(`pulumi stack init ${path.replaceAll(/\W/g, "-")}`, reader.path("mail"));
    await follow(path, "mail");
  });
});

describe("in a clone of the repository", () => {
  beforeAll(() => reader.clone("clone"));

  /** The mailboxes on the panel of one's own; some documents need only a simulated one. */
  const atTheEnd: Readonly<Record<string, string[]>> = {
    "examples/environments/README.md": ["ann@example.com 2000"],
    "examples/quickstart/README.md": ["ann@example.com 500", "ben@example.com 1000"],
  };

  test.each([...documents.keys()].filter(isIn("examples")))("%s is followed to its end", async (path) => {
    // the program of the quickstart is the one of the top folder
    const folder = path === "examples/quickstart/README.md" ? "." : dirname(path);
    const { panel } = await follow(path, join("clone", folder));
    expect(panel.mailboxes().map(({ email, quota }) => `${email} ${quota}`)).toEqual(atTheEnd[path] ?? []);
  });
});
