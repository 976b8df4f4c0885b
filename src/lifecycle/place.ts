import { BrainycpError } from "../adapter/errors";
import type { PanelSettings } from "../settings";

/** Where an object is, as its state records it. */
export interface Place {
  /** The name of the connection settings in `brainycp:servers`; the unnamed ones where undefined. */
  readonly server?: string | undefined;
  /** The panel's endpoint in normal form. */
  readonly endpoint: string;
  /** The panel user who owns the object. */
  readonly owner: string;
}

/** What a program says of the place of an object. */
export interface PlaceInputs {
  readonly server?: string | undefined;
  readonly panelUser?: string | undefined;
}

/** What changes: by what properties it forces a replacement, or another making, and whether anything is to be recorded. */
export interface Changes {
  readonly replaces: readonly string[];
  /** The properties for which the object is made anew, and stays the same resource. */
  readonly remakes?: readonly string[];
  readonly records: boolean;
}

/** Whether settings reach the panel of this endpoint, by the address that it has or had before. */
export function isSamePanel(settings: PanelSettings, endpoint: string): boolean {
  return settings.endpoint === endpoint || settings.movedFrom === endpoint;
}

/** The error for an object whose panel the configuration no longer names. */
export function otherPanel(about: string, place: Place, named: PanelSettings | undefined): BrainycpError {
  const key = place.server === undefined ? "brainycp" : `brainycp:servers.${place.server}`;
  const setting = (name: string): string =>
    place.server === undefined ? `brainycp:${name}` : `--path ${key}.${name}`;
  return new BrainycpError({
    code: "elsewhere",
    problem:
      named === undefined
        ? `${about} is on the panel ${place.endpoint}, which the configuration no longer names`
        : `${about} is on the panel ${place.endpoint}, but the configuration points to ${named.endpoint}`,
    nextStep:
      "Nothing was touched. If it is the same panel under another address:\n" +
      `  pulumi config set ${setting("movedFrom")} ${place.endpoint}\n` +
      `Otherwise point back:\n  pulumi config set ${setting("endpoint")} ${place.endpoint}`,
  });
}

/** The error for an object of another panel user. */
export function otherOwner(about: string, place: Place, owner: string): BrainycpError {
  return new BrainycpError({
    code: "elsewhere",
    problem: `${about} belongs to the panel user ${place.owner}, but the configuration acts for ${owner}`,
    nextStep:
      `Set brainycp:panelUser (or brainycp:username) so that it acts for ${place.owner} again; on a Mailbox, panelUser: ` +
      `${JSON.stringify(place.owner)} does that for one mailbox. Nothing was touched`,
  });
}
