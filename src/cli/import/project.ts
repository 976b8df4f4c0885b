import { lstatSync, mkdirSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { stringify } from "yaml";
import { Failure } from "../failure";
import type { OwnPackage } from "../ownPackage";

const fileNames = ["Pulumi.yaml", "package.json", "tsconfig.json", "index.ts"] as const;

/** The files of a project, by name. */
export type ProjectFiles = Readonly<Record<(typeof fileNames)[number], string>>;

/** The files of a Pulumi project whose program is given. */
export function projectFiles(folder: string, program: string, own: OwnPackage): ProjectFiles {
  const name = projectName(folder);
  const description = "Mail on a BrainyCP panel";
  const manifest = {
    name: packageName(name),
    private: true,
    main: "index.ts",
    dependencies: { "@pulumi/pulumi": own.sdk, "pulumi-brainycp": own.source },
    devDependencies: { typescript: "^5.9.3" },
  };
  return {
    "Pulumi.yaml": stringify({ name, runtime: "nodejs", description }),
    "package.json": `${JSON.stringify(manifest, undefined, 2)}\n`,
    "tsconfig.json": tsconfig,
    "index.ts": program,
  };
}

/** A name that Pulumi takes for a project, from the name of the folder. */
export function projectName(folder: string): string {
  const name = basename(resolve(folder))
    .replace(/[^A-Za-z0-9_.-]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, 100);
  return name === "" ? "mail" : name;
}

/** npm takes no capitals, nor an underscore in front; and a package is none of its own dependencies. */
function packageName(project: string): string {
  const name = project.toLowerCase().replace(/^[_.-]+/, "");
  return name === "" || name === "pulumi-brainycp" || name === "typescript" ? "mail" : name;
}

/** @throws Failure where one of the files is there already, naming each: nothing is ever overwritten. */
export function refuseExisting(folder: string): void {
  // a link that leads nowhere is there too
  const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  if (isThere(folder) && statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new Failure(`${folder} is not a folder. Nothing was written. Choose another: --directory DIR`);
  }
  const names = fileNames.filter((name) => isThere(join(folder, name)));
  if (names.length === 0) return;
  throw new Failure(
    `${folder} has ${names.join(", ")} already, and existing files are never overwritten. Nothing was written. ` +
      "Choose another folder: --directory DIR",
  );
}

/** Writes all of the files or, where one cannot be written, none; never over one that is there. */
export function writeProject(folder: string, files: ProjectFiles): void {
  const made: (() => void)[] = [];
  try {
    const first = mkdirSync(folder, { recursive: true });
    if (first !== undefined) made.push(() => removeFolders(resolve(folder), resolve(first)));
    for (const name of fileNames) {
      const path = join(folder, name);
      writeFileSync(path, files[name], { flag: "wx" });
      made.push(() => rmSync(path));
    }
  } catch (error) {
    for (const undo of made.reverse()) undo();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure(`The project could not be written: ${reason}. No file of it was left in ${folder}.`);
  }
}

/** Removes a folder and those above it up to the first that was made, as far as nobody has put anything there. */
function removeFolders(folder: string, first: string): void {
  try {
    rmdirSync(folder);
    if (folder !== first) removeFolders(dirname(folder), first);
  } catch {
    // somebody else's by now
  }
}

const tsconfig = `{
  "compilerOptions": {
    "target": "es2022",
    "module": "node16",
    "moduleResolution": "node16",
    "strict": true,
    "skipLibCheck": true,
    "noEmit": true
  },
  "files": ["index.ts"]
}
`;
