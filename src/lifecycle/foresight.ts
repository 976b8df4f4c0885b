import { BrainycpError } from "../adapter/errors";
import { capitalised } from "../adapter/sentence";
import { isUnseenDomain } from "../adapter/unseenDomain";
import type { Failure } from "./inputs";
import type { Kind, ObjectState } from "./kind";
import { Outlook } from "./outlook";
import type { PlaceInputs } from "./place";
import { isUnknown } from "./props";
import type { ObjectMemory } from "./runMemory";
import type { Site } from "./session";

/** What a creation on one panel would fail with: `check` refuses it, and so the preview, with the error of `create`. */
export class Foresight {
  /** What this run saw of the panel when it first looked. */
  private outlook: Outlook | undefined;

  constructor(private readonly site: Site) {}

  /**
   * The failure of an object that the panel would not let this stack create; none where the panel does not tell.
   *
   * @param memory what this run knows of the object
   * @param mayStand whether what is there may be this stack's own, which is deleted first
   */
  async failures<Inputs extends PlaceInputs, State extends Inputs & ObjectState, View, Found>(
    kind: Kind<Inputs, State, View, Found>,
    state: State,
    memory: ObjectMemory,
    mayStand: boolean,
  ): Promise<Failure[]> {
    this.outlook ??= new Outlook(this.site);
    const failures = await this.failuresIn(this.outlook, kind, state, memory, mayStand);
    if (failures.length === 0 || !this.outlook.isOutdated) return failures;
    // what this run has changed since may be what was in the way
    this.outlook = new Outlook(this.site);
    return this.failuresIn(this.outlook, kind, state, memory, mayStand);
  }

  private async failuresIn<Inputs extends PlaceInputs, State extends Inputs & ObjectState, View, Found>(
    outlook: Outlook,
    kind: Kind<Inputs, State, View, Found>,
    state: State,
    memory: ObjectMemory,
    mayStand: boolean,
  ): Promise<Failure[]> {
    const { site } = outlook;
    const name = state[kind.identity] as string;
    try {
      const view = await outlook.ask((asked) => kind.look(asked, state));
      const intent = site.journal.recall(kind.noun, name);
      const creation = { site, state, view, memory, intent, isBegun: false, isForeseen: true };
      if (!(kind.foresees?.(creation) ?? !isUnknown(state))) return [];
      if ((await kind.claim(creation)) === undefined)
        await this.warnOfDomain(outlook, kind.words.title(name), name, state.owner);
      return [];
    } catch (error) {
      if (!(error instanceof BrainycpError)) throw error;
      const warning = warningOf(error, mayStand);
      if (warning === undefined)
        return [{ property: propertyOf(error, kind.identity, state), reason: error.message }];
      if (error.transient) site.run.warnOfRun(warning);
      else site.run.warn(warning);
      return [];
    }
  }

  /** Warns of a domain that the panel may not have; no list proves that it has none. */
  private async warnOfDomain({ site }: Outlook, title: string, name: string, owner: string): Promise<void> {
    const domain = name.slice(name.indexOf("@") + 1);
    if (!(await isUnseenDomain(site.panel.lists, domain, owner))) return;
    site.run.warn(
      `${capitalised(title)}: the panel shows no zone, mailbox or forwarding of ${domain}. ` +
        "If it does not have the domain, creating this will fail: add the domain to the panel first, or correct the name",
    );
  }
}

/** What is said where an error proves no mistake of the program; undefined where it does. */
function warningOf(
  { code, message, problem, transient }: BrainycpError,
  mayStand: boolean,
): string | undefined {
  if (transient) {
    return (
      `Whether the panel accepts what this run creates was not checked: ${problem}. Where previews cannot reach the panel, ` +
      "turn these checks off:\n  pulumi config set brainycp:previewChecks false"
    );
  }
  if (code === "list_unrecognised") return message;
  return mayStand && code === "already_exists"
    ? `${problem}. If this stack made it, it is deleted before it is replaced; otherwise creating it will fail`
    : undefined;
}

/** The input that a failure is about; none where it is the configuration. */
function propertyOf(error: BrainycpError, identity: string, { panelUser }: PlaceInputs): string {
  if (["already_exists", "conflict", "not_found"].includes(error.code)) return identity;
  const isOfUser = ["no_such_user", "no_permission"].includes(error.code);
  return isOfUser && panelUser !== undefined ? "panelUser" : "";
}
