import { addressKey, normaliseAddress, sameTargets } from "../../adapter/address";
import { without } from "../../adapter/addressSet";
import type { ListedForward } from "../../adapter/lists/forwards";
import { notRecognised, type Listing } from "../../adapter/lists/listing";
import { seen } from "../../adapter/sighting";
import { current } from "../../coordination/journal";
import { addressField, flagField, nameField, targetsField, type Failure } from "../../lifecycle/inputs";
import type { Kind } from "../../lifecycle/kind";
import { isUnknown, withoutUndefined } from "../../lifecycle/props";
import type { Session, Site } from "../../lifecycle/session";
import { releaseTargets } from "../mailbox/keptForwards";
import { remove } from "./forwardChanges";
import { claimForward, forwardIntent, makeForward, undoChange } from "./forwardCreation";
import {
  claimsOf,
  declaredBefore,
  forwardDetail,
  intentOf,
  knownIn,
  ownOf,
  targetsIn,
  type ForwardInputs,
  type ForwardState,
} from "./forwardState";

/** A forwarding: all targets of one source, changed without interrupting it. */
export const mailForwardKind: Kind<ForwardInputs, ForwardState, Listing<ListedForward>, ListedForward> = {
  name: "MailForward",
  noun: "forwarding",
  fields: {
    source: addressField,
    targets: targetsField,
    saveLocal: flagField.default(false),
    server: nameField.optional(),
    adopt: flagField.optional(),
  },
  identity: "source",
  // a creation adds the new targets, and the deletion then removes those that are no longer declared
  isDeletedFirst: false,
  words: {
    title: (source) => `forwarding ${source}`,
    unseen: (looks) => notRecognised("forwardings", looks),
    doubt: "whether it is there",
    id: "the forwarding's source",
    missing: (source, { endpoint }) => `${source} forwards nowhere on ${endpoint}`,
    correct: "Correct the source, server or panelUser, or create the forwarding",
    staysAfterRun: "does not delete it; it stays in the panel",
  },

  // such as info@example.com=>ann@example.com,bob@example.com
  idOf: ({ source, targets }) => `${source}=>${targets.join(",")}`,
  nameFrom: (id) => normaliseAddress(id.split("=>")[0] ?? ""),
  mistakesIn: sourceAmongTargets,
  stateOf: (wanted, place) => ({ ...wanted, ...place }),

  look: ({ panel }, { source, owner }, oldest) =>
    panel.lists.forwards(owner, panel.asOf("forwarding", source, oldest)),
  see: (list, { source }) => list.see(source),
  async compare(session, old, wanted, place) {
    const replaces = [...place.replaces];
    if (!isUnknown(wanted.source) && wanted.source !== old.source) replaces.push("source");
    if (!isUnknown(wanted.targets) && !sameTargets(wanted.targets, old.targets)) replaces.push("targets");
    if (!isUnknown(wanted.saveLocal) && wanted.saveLocal !== old.saveLocal) replaces.push("saveLocal");
    const staysThere = !replaces.includes("source") && !replaces.includes("server");
    if (replaces.length > 0 && staysThere) await warnOfCopy(session, old, wanted);
    return {
      replaces,
      records: place.records || wanted.adopt !== old.adopt || declaredBefore(old) !== undefined,
    };
  },

  intentOf: (creation) => ({ wasAbsent: true, detail: forwardIntent(creation) }),
  settledDetail(state, _settings, intent) {
    const mayHoldMore =
      targetsIn(intent, "owed").length > 0 ||
      without(targetsIn(intent, "standing"), state.targets).length > 0;
    return mayHoldMore ? undefined : forwardDetail(state);
  },
  claim: claimForward,
  make: makeForward,
  undo: undoChange,
  record: (_site, state) => Promise.resolve(state),

  refresh(_site, state, found) {
    const saveLocal = found.saveLocal ?? state.saveLocal;
    const hasTargets = sameTargets(found.targets, state.targets);
    if (hasTargets && saveLocal === state.saveLocal) return undefined;
    const { endpoint, owner, incomplete, __declared, declared, ...rest } = state;
    const inputs = { ...rest, targets: hasTargets ? state.targets : found.targets, saveLocal };
    const before = __declared ?? declared ?? state.targets;
    const drift = sameTargets(found.targets, before) ? {} : { __declared: before };
    const part = incomplete === true ? { incomplete } : {};
    return { state: { ...inputs, endpoint, owner, ...part, ...drift }, inputs };
  },
  attributesOf: ({ targets, saveLocal }) => ({ targets: [...targets], saveLocal }),

  async supersede(site, state, memory) {
    const own = ownOf(state);
    if (memory.kept === undefined && memory.isAwaited) {
      // the old forwarding stands until the new one is there: its creation, in this run or the next, removes the rest
      memory.postpone(withoutUndefined(state));
      return { detail: intentOf(own, [], knownIn(memory).owed) };
    }
    const declared = memory.declaredBeside(withoutUndefined(state)) as ForwardState | undefined;
    const kept = declared === undefined ? memory.kept && state.targets : ownOf(declared).targets;
    if (kept === undefined) return undefined;
    const going = without(own.targets, kept);
    if (memory.kept !== undefined && going.length === 0 && !memory.isReplaced) return undefined;
    await removeTargets(site, state, going, kept);
    return {};
  },
  async remove(site, state) {
    const claimed = claimsOf(current(site.journal.recall("forwarding", state.source)));
    await removeTargets(site, state, declaredBefore(state) ?? state.targets, claimed);
  },
};

/** Removes targets; warns of others that stay, but for those that are known to be this stack's. */
async function removeTargets(
  site: Site,
  { source }: ForwardState,
  going: readonly string[],
  known: readonly string[],
): Promise<void> {
  releaseTargets(site, source, going);
  const foreign = without(await remove(site.panel, source, going), known);
  if (foreign.length > 0) {
    site.run.warn(
      `Forwarding ${source}: targets that this stack does not know stay in the panel: ${foreign.join(", ")}`,
    );
  }
}

function sourceAmongTargets({ source, targets }: Readonly<Record<string, unknown>>): Failure[] {
  if (typeof source !== "string" || !Array.isArray(targets) || isUnknown(source)) return [];
  const loops = targets.some(
    (target: unknown) => typeof target === "string" && addressKey(target) === source,
  );
  const reason = `holds the source itself, ${source}; to keep a copy in its own mailbox write saveLocal: true`;
  return loops ? [{ property: "targets", reason }] : [];
}

/** Warns of a change that may drop a copy: whether one is kept, an adoption does not know where no list shows it. */
async function warnOfCopy(session: Session, old: ForwardState, wanted: ForwardInputs): Promise<void> {
  if (old.adopt !== true || old.saveLocal || wanted.saveLocal) return;
  const [site] = session.sitesAt(old);
  const list = site && (await mailForwardKind.look(site, old).catch(() => undefined));
  const found = list === undefined ? undefined : seen(list.see(old.source));
  if (found?.saveLocal !== undefined) return;
  session.run.warn(
    `Forwarding ${old.source}: it was taken over from the panel, whose list does not show whether its own mailbox keeps a ` +
      "copy. This change would send that none is kept. If one is, write saveLocal: true first",
  );
}
