import { addressKey, normaliseAddress, sameTargets } from "../adapter/address";
import { BrainycpError } from "../adapter/errors";
import type { Panel } from "../adapter/panel";
import { ownerOf } from "../settings";
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
import { complete, remove, type TellForeign } from "./forwardChanges";
import { createForward, removeLeft } from "./forwardCreation";
import type { ForwardMemory } from "./forwardMemory";
import {
  claimsOf,
  intentOf,
  ownOf,
  settleForward,
  targetsIn,
  type ForwardInputs,
  type ForwardState,
} from "./forwardState";
import { common, without } from "./forwardTargets";
import { releaseTargets } from "./keptForwards";
import {
  alreadyInThisRun,
  configureWith,
  hasUnknown,
  isToBeMade,
  notRecognised,
  objectKey,
  PartlyCreated,
  withoutProvider,
  withoutUndefined,
  type Lifecycle,
  type Props,
} from "./lifecycle";
import type { Session } from "./session";

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

    check(olds: Props, news: Props) {
      const { inputs, failures } = checkFields(fields, news);
      failures.push(...session.checkServer(inputs.server), ...targetsWithoutSource(inputs));
      if (isToBeMade(olds) && failures.length === 0 && !hasUnknown(inputs)) {
        const wanted = asInputs(inputs);
        const { endpoint } = session.connect(wanted.server).settings;
        memoryOf(session, endpoint, wanted.source).expect(wanted);
      }
      return Promise.resolve({ inputs, failures });
    },

    async diff(_id, olds: Props, news: Props) {
      const [old, wanted] = [asState(olds), asInputs(news)];
      for (const panel of session.panelsAt(old)) settleForward(panel, old);
      const place = session.comparePlaces(`forwarding ${old.source}`, old, wanted);
      const replaces = [...place.replaces];
      if (!isUnknown(wanted.source) && wanted.source !== old.source) replaces.push("source");
      if (!isUnknown(wanted.targets) && !sameTargets(wanted.targets, old.targets)) replaces.push("targets");
      if (!isUnknown(wanted.saveLocal) && wanted.saveLocal !== old.saveLocal) replaces.push("saveLocal");
      const isReplaced = replaces.length > 0;
      const staysThere = !replaces.includes("source") && !replaces.includes("server");
      if (staysThere) {
        const { endpoint } = session.panelsAt(old)[0]?.settings ?? old;
        const known = isUnknown(wanted.targets) ? undefined : wanted;
        memoryOf(session, endpoint, old.source).compare(ownOf(old), known, isReplaced);
      }
      const isRecorded = wanted.adopt === old.adopt && old.declared === undefined && !place.records;
      const records = !isRecorded || Object.values(wanted).some(isUnknown);
      // never: the creation adds the new targets, and the deletion then removes those that are no longer declared
      if (isReplaced && staysThere) await warnOfCopy(session, old, wanted);
      return { changes: isReplaced || records, replaces, deleteBeforeReplace: false };
    },

    async create(inputs: Props) {
      const wanted = asInputs(inputs);
      const { settings, panel } = session.connect(wanted.server);
      const state: ForwardState = { ...wanted, endpoint: settings.endpoint, owner: ownerOf(settings) };
      const key = objectKey(state.endpoint, "forwarding", state.source);
      const part = session.run.keeps(key);
      if (part !== undefined) throw alreadyInThisRun(`forwarding ${state.source}`, part);
      const memory = session.run.forward(key);
      return memory.inTurn(async () => {
        try {
          const how = await createForward({ panel, state, memory, tellForeign: tellerOf(session, state) });
          session.run.note(key, how);
          memory.made(state);
          return { id: idOf(state), outs: { ...state } };
        } catch (error) {
          if (!(error instanceof BrainycpError) || !error.unsettled) {
            memory.failed();
            throw error;
          }
          panel.journal.answer("forwarding", state.source);
          session.run.note(key, "made");
          memory.made(state);
          throw new PartlyCreated(idOf(state), inputs, { ...state }, error);
        }
      });
    },

    async read(id, props: Props = {}) {
      if (props.endpoint === undefined) return hasUnknown(props) ? { id, props } : get(session, id, props);
      const state = asState(props);
      const about = `Forwarding ${state.source}`;
      const { panel } = session.reconnect(about, state, state.panelUser);
      const sighting = (await panel.lists.forwards(state.owner)).see(state.source);
      if (sighting.is === "absent") return { id: "", props: {} };
      if (sighting.is === "unknown") {
        session.run.warn(notRecognised(about, "forwardings", sighting.looks));
        return { id, props: { ...props } };
      }
      const found = sighting.object;
      const saveLocal = found.saveLocal ?? state.saveLocal;
      const hasTargets = sameTargets(found.targets, state.targets);
      if (hasTargets && saveLocal === state.saveLocal) return { id, props: { ...props } };
      const { endpoint, owner, incomplete, declared = state.targets, ...rest } = state;
      const inputs = { ...rest, targets: hasTargets ? state.targets : found.targets, saveLocal };
      const drift = sameTargets(found.targets, declared) ? {} : { declared };
      const part = incomplete === true ? { incomplete } : {};
      return { id: idOf(inputs), props: { ...inputs, endpoint, owner, ...part, ...drift }, inputs };
    },

    async update(_id, olds: Props, news: Props) {
      const [old, wanted] = [asState(olds), asInputs(news)];
      const { panel, settings } = session.reconnect(`forwarding ${old.source}`, old, undefined);
      const state: ForwardState = { ...wanted, endpoint: settings.endpoint, owner: ownerOf(settings) };
      const memory = memoryOf(session, state.endpoint, state.source);
      if (old.incomplete === true) {
        await memory.inTurn(() => completeForward(panel, state, tellerOf(session, state)));
        session.run.note(objectKey(state.endpoint, "forwarding", state.source), "made");
        memory.made(state);
      } else memory.record(withoutUndefined({ ...state }));
      return { outs: { ...state } };
    },

    async delete(_id, props: Props) {
      const state = asState(props);
      const about = `Forwarding ${state.source}`;
      const { panel, settings } = session.reconnect(about, state, undefined);
      const key = objectKey(settings.endpoint, "forwarding", state.source);
      const memory = session.run.forward(key);
      await memory.inTurn(async () => {
        const part = session.run.keeps(key);
        if (part === undefined && memory.comesBeforeCreation) {
          putOff(panel, state, memory);
          return;
        }
        const kept = memory.keptFrom(withoutUndefined({ ...state })) ?? (part && state.targets);
        const going =
          kept === undefined ? (state.declared ?? state.targets) : without(ownOf(state).targets, kept);
        if (part !== undefined && going.length === 0 && !memory.isReplaced) {
          session.run.warn(
            `${about}: it was ${part} by this run, so this run does not delete it; it stays in the panel`,
          );
        }
        releaseTargets(session.run, panel, state.source, going);
        const left = await remove(panel, state.source, going);
        const foreign = without(left, kept ?? claimsOf(panel.journal.own("forwarding", state.source)));
        if (foreign.length > 0) {
          session.run.warn(
            `${about}: targets that this stack does not know stay in the panel: ${foreign.join(", ")}`,
          );
        }
        if (kept === undefined) {
          panel.journal.forget("forwarding", state.source);
          session.run.note(key, "deleted");
        } else panel.journal.answer("forwarding", state.source);
      });
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

function memoryOf(session: Session, endpoint: string, source: string): ForwardMemory {
  return session.run.forward(objectKey(endpoint, "forwarding", source));
}

function tellerOf({ run }: Session, { source }: ForwardInputs): TellForeign {
  return (targets) => {
    if (targets.length > 0)
      run.warn(
        `Forwarding ${source}: the panel also forwards to ${targets.join(", ")}, which nobody declared`,
      );
  };
}

/** Leaves the old forwarding in place until the new one is there, as a creation in this run or the next one sees to. */
function putOff(panel: Panel, state: ForwardState, memory: ForwardMemory): void {
  const own = ownOf(state);
  memory.putOff(own);
  panel.journal.intend("forwarding", state.source, true, intentOf(own, [], memory.owed));
}

/** Completes what a creation began, and removes what only that left behind. */
async function completeForward(panel: Panel, state: ForwardState, tellForeign: TellForeign): Promise<void> {
  const { source, targets } = state;
  const there = seen((await panel.lists.forwards()).see(source))?.targets ?? [];
  await complete(panel, state, there, tellForeign);
  const own = targetsIn(panel.journal.own("forwarding", source), "owed");
  await removeLeft(panel, source, without(common(there, own), targets));
  panel.journal.answer("forwarding", source);
}

function targetsWithoutSource({ source, targets }: Record<string, unknown>): Failure[] {
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
  const [panel] = session.panelsAt(old);
  const list = await panel?.lists.forwards(old.owner).catch(() => undefined);
  const found = list === undefined ? undefined : seen(list.see(old.source));
  if (found?.saveLocal !== undefined) return;
  session.run.warn(
    `Forwarding ${old.source}: it was taken over from the panel, whose list does not show whether its own mailbox keeps a ` +
      "copy. This change would send that none is kept. If one is, write saveLocal: true first",
  );
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
  const sighting = (await panel.lists.forwards(owner)).see(address.value);
  if (sighting.is === "present") {
    const found = sighting.object;
    const { source, targets, saveLocal } = found;
    const outputs = { source, targets, saveLocal, server, panelUser, endpoint: settings.endpoint, owner };
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
