import { addressKey, normaliseAddress, sameTargets } from "../adapter/address";
import { BrainycpError } from "../adapter/errors";
import type { ListedForward } from "../adapter/lists/forwards";
import type { JournalEntry } from "../adapter/journal";
import { ambiguous, type Panel } from "../adapter/panel";
import { ownerOf } from "../adapter/settings";
import { seen } from "../adapter/sighting";
import {
  addressField,
  checkFields,
  flagField,
  isUnknown,
  nameField,
  targetsField,
  type Failure,
} from "./check";
import {
  alreadyInThisRun,
  configureWith,
  hasUnknown,
  notRecognised,
  objectKey,
  PartlyCreated,
  withoutProvider,
  withoutUndefined,
  type Lifecycle,
  type Props,
} from "./lifecycle";
import type { Place, Session } from "./session";

/** What a program writes of a forwarding, in normal form. */
interface ForwardInputs {
  readonly source: string;
  readonly targets: readonly string[];
  readonly saveLocal: boolean;
  readonly server?: string | undefined;
  readonly adopt?: boolean;
}

/** What the state holds of a forwarding. */
interface ForwardState extends ForwardInputs, Place {
  readonly server?: string | undefined;
  /** What the program declared, where a refresh found other targets: a removal leaves the others in the panel. */
  readonly declared?: readonly string[];
  /** The panel user of a forwarding that was read with `get`. */
  readonly panelUser?: string;
  readonly incomplete?: boolean;
}

const fields = {
  source: addressField,
  targets: targetsField,
  saveLocal: flagField.default(false),
  server: nameField.optional(),
  adopt: flagField.optional(),
};

/** The lifecycle of a forwarding: addforward, getforwardmail, delforward. */
export function mailForwardLifecycle(session: Session): Lifecycle {
  return {
    configure: configureWith(session),

    check(_olds: Props, news: Props) {
      const { inputs, failures } = checkFields(fields, news);
      failures.push(...session.checkServer(inputs.server), ...targetsWithoutSource(inputs));
      return Promise.resolve({ inputs, failures });
    },

    diff(_id, olds: Props, news: Props) {
      const [old, wanted] = [asState(olds), asInputs(news)];
      for (const panel of session.panelsAt(old))
        panel.journal.settle("forwarding", old.source, detailOf(old));
      const place = session.comparePlaces(`forwarding ${old.source}`, old, wanted);
      const replaces = [...place.replaces];
      if (!isUnknown(wanted.source) && wanted.source !== old.source) replaces.push("source");
      if (!isUnknown(wanted.targets) && !sameTargets(wanted.targets, old.targets)) replaces.push("targets");
      if (!isUnknown(wanted.saveLocal) && wanted.saveLocal !== old.saveLocal) replaces.push("saveLocal");
      const isReplaced = replaces.length > 0;
      const staysThere = !replaces.includes("source") && !replaces.includes("server");
      // the program is about to decide on the targets that a refresh found
      if (isReplaced && staysThere) session.run.restore(objectKey(old.endpoint, "forwarding", old.source));
      const isRecorded = wanted.adopt === old.adopt && old.declared === undefined && !place.records;
      const records = !isRecorded || Object.values(wanted).some(isUnknown);
      return Promise.resolve({
        changes: isReplaced || records,
        replaces,
        deleteBeforeReplace: isReplaced && staysThere,
      });
    },

    async create(inputs: Props) {
      const wanted = asInputs(inputs);
      const { settings, panel } = session.connect(wanted.server);
      const state: ForwardState = { ...wanted, endpoint: settings.endpoint, owner: ownerOf(settings) };
      const key = objectKey(state.endpoint, "forwarding", state.source);
      const part = session.run.keeps(key);
      if (part !== undefined) throw alreadyInThisRun(`forwarding ${state.source}`, part);
      const there = await findBefore(panel, state.source);
      const own = panel.journal.own("forwarding", state.source)?.detail.targets;
      // what a killed run of this project made in part is completed; anything else is somebody's
      const isOwn = Array.isArray(own) && without(there?.targets ?? [], own).length === 0;
      if (there !== undefined && !isOwn) {
        if (wanted.adopt !== true || !sameTargets(there.targets, state.targets))
          throw alreadyThere(state, there);
        session.run.note(key, "taken over");
        return { id: idOf(state), outs: { ...state } };
      }
      panel.journal.intend("forwarding", state.source, true, detailOf(state));
      try {
        const leftover = without(there?.targets ?? [], state.targets);
        if (leftover.length > 0) await panel.deleteForward(state.source, leftover);
        await complete(session, panel, state, there?.targets ?? []);
        panel.journal.answer("forwarding", state.source);
        session.run.note(key, "made");
        return { id: idOf(state), outs: { ...state } };
      } catch (error) {
        if (!(error instanceof BrainycpError) || !error.unsettled) {
          panel.journal.forget("forwarding", state.source);
          throw error;
        }
        panel.journal.answer("forwarding", state.source);
        session.run.note(key, "made");
        throw new PartlyCreated(idOf(state), inputs, { ...state }, error);
      }
    },

    async read(id, props: Props = {}) {
      if (props.endpoint === undefined) return hasUnknown(props) ? { id, props } : get(session, id, props);
      const state = asState(props);
      const about = `Forwarding ${state.source}`;
      const { panel } = session.reconnect(about, state, state.panelUser);
      const sighting = (await panel.forwards(state.owner)).see(state.source);
      if (sighting.is === "absent") return { id: "", props: {} };
      if (sighting.is === "unknown") {
        session.run.warn(notRecognised(about, "forwardings", sighting.looks));
        return { id, props: { ...props } };
      }
      const found = sighting.object;
      if (sameTargets(found.targets, state.targets)) return { id, props: { ...props } };
      const { endpoint, owner, incomplete, declared = state.targets, ...rest } = state;
      const inputs = { ...rest, targets: found.targets };
      const drift = sameTargets(found.targets, declared) ? {} : { declared };
      const part = incomplete === true ? { incomplete } : {};
      return { id: idOf(inputs), props: { ...inputs, endpoint, owner, ...part, ...drift }, inputs };
    },

    async update(_id, olds: Props, news: Props) {
      const [old, wanted] = [asState(olds), asInputs(news)];
      const { panel, settings } = session.reconnect(`forwarding ${old.source}`, old, undefined);
      const state: ForwardState = { ...wanted, endpoint: settings.endpoint, owner: ownerOf(settings) };
      if (old.incomplete === true) {
        const there = seen((await panel.forwards()).see(state.source));
        await complete(session, panel, state, there?.targets ?? []);
        panel.journal.answer("forwarding", state.source);
        session.run.note(objectKey(state.endpoint, "forwarding", state.source), "made");
      }
      return { outs: { ...state } };
    },

    async delete(_id, props: Props) {
      const state = asState(props);
      const about = `Forwarding ${state.source}`;
      const { panel, settings } = session.reconnect(about, state, undefined);
      const key = objectKey(settings.endpoint, "forwarding", state.source);
      const part = session.run.keeps(key);
      if (part !== undefined) {
        session.run.warn(
          `${about}: it was ${part} by this run, so this run does not delete it; it stays in the panel`,
        );
        return;
      }
      const isRestored = session.run.restores(objectKey(state.endpoint, "forwarding", state.source));
      const kept = await remove(
        panel,
        state.source,
        isRestored ? state.targets : (state.declared ?? state.targets),
      );
      panel.journal.forget("forwarding", state.source);
      if (kept.length > 0) {
        session.run.warn(
          `${about}: targets that this stack does not know stay in the panel: ${kept.join(", ")}`,
        );
      }
      session.run.note(key, "deleted");
    },
  };
}

function asInputs(props: Props): ForwardInputs {
  return withoutProvider(props) as unknown as ForwardInputs;
}

function asState(props: Props): ForwardState {
  return withoutProvider(props) as unknown as ForwardState;
}

/** The id of a forwarding: `info@example.com=>ann@example.com,bob@example.com`. */
function idOf({ source, targets }: Pick<ForwardInputs, "source" | "targets">): string {
  return `${source}=>${targets.join(",")}`;
}

/** What the journal keeps of a forwarding. */
function detailOf({ targets, saveLocal }: ForwardInputs): JournalEntry["detail"] {
  return { targets: [...targets], saveLocal };
}

function targetsWithoutSource({ source, targets }: Record<string, unknown>): Failure[] {
  if (typeof source !== "string" || !Array.isArray(targets) || isUnknown(source)) return [];
  const loops = targets.some(
    (target: unknown) => typeof target === "string" && addressKey(target) === source,
  );
  const reason = `holds the source itself, ${source}; to keep a copy in its own mailbox write saveLocal: true`;
  return loops ? [{ property: "targets", reason }] : [];
}

/**
 * Looks before a creation whether the source forwards already.
 *
 * @throws BrainycpError (`list_unrecognised`) where the list does not tell: a panel may overwrite what is there.
 */
async function findBefore(panel: Panel, source: string): Promise<ListedForward | undefined> {
  const list = await panel.forwards();
  const sighting = list.see(source);
  // beside nothing that was not understood, a list that names nothing hides nothing
  if (sighting.is !== "unknown" || list.extent === "blank") return seen(sighting);
  throw new BrainycpError({
    code: "list_unrecognised",
    problem: `forwarding ${source} is not created: ${notRecognised("before a creation", "forwardings", sighting.looks)}`,
    nextStep:
      "The panel may overwrite a forwarding that is there already, so nothing was sent. Please open an issue with the " +
      "shape that the list has",
  });
}

/**
 * Adds the targets that are missing until the list shows all of them. A panel that overwrites has then lost the others,
 * so the last attempt sends all at once.
 *
 * @throws BrainycpError, `unsettled` where the panel may now hold a part of the targets.
 */
async function complete(
  session: Session,
  panel: Panel,
  state: ForwardState,
  there: readonly string[],
): Promise<void> {
  const { source, targets, saveLocal } = state;
  let missing = without(targets, there);
  let hasPart = there.length > 0;
  for (const attempt of ["missing", "missing", "all"]) {
    if (missing.length === 0) return;
    try {
      await panel.addForward(source, attempt === "all" ? targets : missing, saveLocal, true);
    } catch (error) {
      throw hasPart && error instanceof BrainycpError ? error.asUnsettled() : error;
    }
    hasPart = true;
    const now = await panel.forwards().catch(() => undefined);
    const sighting = now?.see(source);
    // a list that does not tell contradicts nothing: the panel said that it was defined
    if (sighting === undefined || sighting.is === "unknown") return;
    const found = seen(sighting);
    missing = without(targets, found?.targets ?? []);
    const foreign = without(found?.targets ?? [], targets);
    if (foreign.length > 0) {
      session.run.warn(
        `Forwarding ${source}: the panel also forwards to ${foreign.join(", ")}, which nobody declared`,
      );
    }
  }
  if (missing.length === 0) return;
  throw new BrainycpError({
    code: "incomplete",
    problem: `addforward ${source}: the panel said that it was defined, but its list lacks ${missing.join(", ")}`,
    nextStep: "Look at the panel; the next pulumi up looks again, and adds what is still missing",
    unsettled: true,
  });
}

/** Removes these targets alone. Returns the others, which stay. */
async function remove(panel: Panel, source: string, targets: readonly string[]): Promise<string[]> {
  const sighting = (await panel.forwards()).see(source);
  if (sighting.is === "absent") return [];
  const found = seen(sighting);
  const present = found === undefined ? targets : without(found.targets, without(found.targets, targets));
  if (present.length > 0 && found?.isAmbiguous === true) throw ambiguous("forwarding", source);
  if (present.length > 0) await panel.deleteForward(found?.spelling ?? source, present);
  return without(found?.targets ?? [], targets);
}

/** The addresses of a list that the other does not name. */
function without(addresses: readonly string[], others: readonly string[]): string[] {
  const keys = new Set(others.map(addressKey));
  return addresses.filter((address) => !keys.has(addressKey(address)));
}

/** A forwarding that is only read into the program, by its source alone. */
async function get(session: Session, id: string, props: Props): Promise<{ id: string; props: Props }> {
  const address = normaliseAddress(id.split("=>")[0] ?? "");
  if ("refused" in address) {
    throw new BrainycpError({
      code: "not_found",
      problem: `MailForward.get: the id ${address.refused}`,
      nextStep: "Give the forwarding's source",
    });
  }
  const { server, panelUser } = props as { server?: string; panelUser?: string };
  const { panel, settings } = session.connect(server);
  const owner = ownerOf(settings, panelUser);
  const sighting = (await panel.forwards(owner)).see(address.value);
  if (sighting.is === "present") {
    const found = sighting.object;
    const { source, targets } = found;
    const outputs = { source, targets, server, panelUser, endpoint: settings.endpoint, owner };
    return { id: idOf(found), props: withoutUndefined(outputs) };
  }
  throw new BrainycpError({
    code: "not_found",
    problem:
      sighting.is === "unknown"
        ? notRecognised(`MailForward.get ${address.value}`, "forwardings", sighting.looks)
        : `MailForward.get: ${address.value} forwards nowhere on ${settings.endpoint}`,
    nextStep: "Correct the source, server or panelUser, or create the forwarding",
  });
}

function alreadyThere(state: ForwardState, there: ListedForward): BrainycpError {
  const foreign = without(there.targets, state.targets);
  return new BrainycpError({
    code: "already_exists",
    operation: "addforward",
    problem:
      `forwarding ${state.source} exists already in the panel: it forwards to ${there.targets.join(", ")}` +
      (foreign.length > 0 ? `, of which the program does not declare ${foreign.join(", ")}` : ""),
    nextStep: sameTargets(there.targets, state.targets)
      ? "To take it over, write adopt: true. If this is a rename of the resource, use the aliases option"
      : `Declare what the panel has, with adopt: true (targets: ${JSON.stringify(there.targets)}), or remove it in the panel`,
  });
}
