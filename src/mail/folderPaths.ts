import type { Folder } from "./folder";

/** The part of a server's folders that are the user's own. */
interface Namespace {
  /** What each name begins with, but for the inbox; may be empty. */
  readonly prefix: string;
  /** What stands between the names of a path; empty where folders hold no folders. */
  readonly delimiter: string;
}

/** A folder as imapflow lists it: `subscribed` is missing where it is not. */
interface ListedFolder {
  readonly path: string;
  readonly flags: ReadonlySet<string>;
  readonly subscribed?: boolean;
}

/** Translates between folders and the names by which a server calls them, both in Unicode. */
export class FolderPaths {
  constructor(private readonly namespace: Namespace) {}

  folder({ path, flags, subscribed = false }: ListedFolder): Folder {
    const { prefix, delimiter } = this.namespace;
    const isInbox = path.toUpperCase() === "INBOX";
    const own = isInbox ? "INBOX" : path.startsWith(prefix) ? path.slice(prefix.length) : path;
    return {
      path: delimiter === "" ? [own] : own.split(delimiter),
      isSubscribed: subscribed,
      holdsMessages: !flags.has("\\Noselect") && !flags.has("\\NonExistent"),
    };
  }

  /** The whole name, since a library adds the prefix where it is not there. */
  path({ path }: Pick<Folder, "path">): string {
    const { prefix, delimiter } = this.namespace;
    if (path.length === 1 && path[0] === "INBOX") return "INBOX";
    return prefix + path.join(delimiter);
  }

  /** The name of the path that the server would take for a level more; undefined where there is none. */
  splitName({ path }: Pick<Folder, "path">): string | undefined {
    const { delimiter } = this.namespace;
    return path.find(
      (name) => name === "" || (delimiter === "" ? path.length > 1 : name.includes(delimiter)),
    );
  }

  /** A name for a folder that shall only hold others. */
  parentPath(folder: Pick<Folder, "path">): string {
    return this.path(folder) + this.namespace.delimiter;
  }
}
