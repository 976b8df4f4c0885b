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
let readme: Awaited<ReturnType<typeof follow>>;
beforeAll(async () => {
  reader = await Reader.arrive();
  readme = await follow("README.md", ".");
});
afterAll(() => reader.leave());

/** Follows a document in a folder, with a panel to point it at. @returns what was shown, and the panel */
async function follow(
  path: string,
  folder: string,
  before = "",
): Promise<{ shown: string; panel: Simulator["panel"] }> {
  const document = documents.get(path);
  if (document === undefined) throw new Error(`${path} has no commands to run`);
  const simulator = await startSimulator({ accounts: [account] });
  try {
    const shown = await reader.follow(document, reader.path(folder), simulator.url, before);
    return { shown, panel: simulator.panel };
  } finally {
    await simulator.close();
  }
}

const isIn = (folder: string) => (path: string) => path.startsWith(`${folder}/`);

test("README.md leads from nothing to a running stack", () => {
  expect(readme.shown).toContain("+ 5 created");
  expect(readme.panel.mailboxes()).toMatchObject([{ email: "ann@example.com", quota: 500 }]);
});

describe("in the project that README.md made", () => {
  /** A stack `prod` of nothing yet, on the document's own panel. */
  const stack = `pulumi stack rm prod --force --yes
pulumi stack init prod --copy-config-from dev
pulumi config set brainycp:endpoint https://panel.example.com:8002`;

  test.each([...documents.keys()].filter(isIn("docs")))("%s is followed to its end", async (path) => {
    await follow(path, "mail", stack);
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
    const mailboxes = panel.mailboxes().map(({ email, quota }) => `${email} ${quota}`);
    expect(mailboxes.sort()).toEqual(atTheEnd[path] ?? []);
  });
});
