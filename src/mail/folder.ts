/** A folder of a mailbox, in whatever way its server writes it. */
export interface Folder {
  /** The names from the outermost folder to this one, in Unicode, without a namespace's prefix; `["INBOX"]`: the inbox. */
  readonly path: readonly string[];
  readonly isSubscribed: boolean;
  /** Whether it can hold messages; one that cannot only holds other folders. */
  readonly holdsMessages: boolean;
}

/** A folder's name for people and for comparisons, such as `Work/2024`; a slash in a name is written `%2F`. */
export function folderName({ path }: Pick<Folder, "path">): string {
  return path.map((name) => name.replaceAll("%", "%25").replaceAll("/", "%2F")).join("/");
}
