import type { dynamic } from "@pulumi/pulumi";
import { BrainycpError } from "../adapter/errors";
import { recent } from "../adapter/freshness";
import { capitalised } from "../adapter/sentence";
import { ownerOf } from "../settings";
import { configuredKeys } from "./configuredKeys";
import { HeldInputs } from "./heldInputs";
import { Interruptions } from "./interruptions";
import { checkFields, type Failure } from "./inputs";
import type { Creation, Kind, ObjectState, Outcome } from "./kind";
import { PartlyCreated } from "./partlyCreated";
import type { Place, PlaceInputs } from "./place";
import { deletedFirst, isUnknown, withoutProvider, withoutUndefined, type Props } from "./props";
import type { ObjectMemory } from "./runMemory";
import type { Session, Site } from "./session";
import { withJournal } from "./withJournal";

/** All methods of a dynamic provider; the engine calls each. */
export type Lifecycle = Required<dynamic.ResourceProvider<Props, Props>>;

/**
 * The lifecycle of every object: it is looked at, taken over or made, looked at again, and recorded. What is special
 * about a kind, the kind says; the journal, what this run remembers, and creations that succeed in part are seen to here.
 */
export function lifecycleOf<Inputs extends PlaceInputs, State extends Inputs & ObjectState, View, Found>(
  session: Session,
  kind: Kind<Inputs, State, View, Found>,
): Lifecycle {
  const heldInputs = new HeldInputs();
  const interruptions = new Interruptions(kind);

  return withJournal(session, {
    /** Takes the stack's configuration at once: the plugin does not wait for it. */
    configure(request) {
      session.configure((key) => request.config.get(key), configuredKeys(request.config));
      return Promise.resolve();
    },

    async check(olds: Props, news: Props) {
      const held = withoutProvider(olds);
      // the engine hands no old inputs over for what it is about to create
      const isNew = Object.keys(held).length === 0;
      if (!isNew) heldInputs.note(keyOf(inputsIn(held)), held);
      const { inputs, failures } = checkFields(kind.fields, news);
      failures.push(...session.checkServer(inputs.server));
      failures.push(...(kind.mistakesIn?.(inputs, news) ?? []));
      if (failures.length > 0) return { inputs, failures };
      const wanted = inputsIn(inputs);
      failures.push(...((await kind.refusals?.(session, inputsIn(olds), wanted)) ?? []));
      if (isNew && failures.length === 0) failures.push(...(await expectNew(inputs, news)));
      return { inputs, failures };
    },

    async diff(_id, olds: Props, news: Props) {
      const [old, wanted] = [stateIn(olds), inputsIn(news)];
      const sites = session.sitesAt(old);
      for (const site of sites) settle(site, old);
      const place = session.comparePlaces(titleOf(old), old, wanted);
      const aftermath = sites[0] && (await interruptions.aftermath(sites[0], old, wanted));
      const isRecorded = aftermath === "replaced" && place.replaces.length === 0;
      const before = isRecorded ? interruptions.asWanted(old, wanted) : old;
      const { replaces, remakes = [], records } = await kind.compare(session, before, wanted, place);
      const isReplaced = replaces.length > 0;
      const staysThere = !replaces.includes(kind.identity) && !replaces.includes("server");
      const known = isUnknown(wanted) ? undefined : withoutProvider(news);
      if (staysThere && sites[0] !== undefined)
        memoryOf(sites[0], old).compare(withoutProvider(olds), known, isReplaced);
      else if (isReplaced && known !== undefined && sites[0] !== undefined) follow(sites[0], old, known);
      const hasDrifted = sites.some((site) => memoryOf(site, old).hasDrifted);
      const isOutdated = aftermath !== undefined || remakes.length > 0 || hasDrifted;
      const changes = isReplaced || isOutdated || records || known === undefined;
      return {
        // where it is not told, the engine compares the inputs and shows them alone, not all outputs as deleted
        ...(isReplaced && heldInputs.differ(keyOf(old), news, replaces) ? {} : { changes }),
        replaces: [...replaces],
        deleteBeforeReplace: isReplaced && staysThere && kind.isDeletedFirst,
      };
    },

    async create(inputs: Props) {
      const wanted = inputsIn(inputs);
      const site = session.connect(wanted.server);
      const memory = memoryOf(site, wanted);
      return memory.inTurn(async () => {
        if (memory.kept !== undefined) throw alreadyInThisRun(titleOf(wanted), memory.kept);
        let state = kind.stateOf(wanted, placeOf(site, wanted));
        let isThere = false;
        try {
          const outcome = await bring(site, state, memory);
          state = outcome.state;
          isThere = true;
          memory.made(withoutProvider(inputs), outcome.how);
          state = await kind.record(site, state, outcome.how, outcome.view);
          await kind.waitUntilReady?.(site, state);
          site.journal.answer(kind.noun, nameOf(state));
          return { id: kind.idOf(state), outs: outputsOf(state) };
        } catch (error) {
          if (!(error instanceof BrainycpError) || !error.unsettled) {
            if (!isThere) memory.failed();
            throw error;
          }
          if (!isThere) memory.made(withoutProvider(inputs), "made");
          site.journal.answer(kind.noun, nameOf(state));
          throw new PartlyCreated(kind.idOf(state), inputs, withoutUndefined(state), error);
        }
      });
    },

    async read(id, props: Props = {}) {
      if (props.endpoint === undefined) return isUnknown(props) ? { id, props } : get(id, props);
      const state = stateIn(props);
      const about = capitalised(titleOf(state));
      const site = session.reconnect(about, state, state.panelUser);
      const sighting = kind.see(await kind.look(site, state), state);
      if (sighting.is === "absent" && (await kind.isUnderWay?.(site, state)) !== true)
        return { id: "", props: {} };
      if (sighting.is === "absent") return { id, props: { ...props } };
      if (sighting.is === "unknown") {
        const { words } = kind;
        site.run.warn(
          `${about}: ${words.unseen(sighting.looks)}, so ${words.doubt} is unknown; the state stays as it is`,
        );
        return { id, props: { ...props } };
      }
      const now = kind.refresh(site, state, sighting.object);
      if (now === undefined) return { id, props: { ...props } };
      memoryOf(site, state).hasDrifted ||= now.hasDrifted === true;
      const refreshed = { id: kind.idOf(now.state), props: withoutUndefined(now.state) };
      if (now.inputs === undefined) return refreshed;
      const inputs = withoutUndefined(now.inputs);
      heldInputs.note(keyOf(state), inputs);
      // another copy: the SDK adds the provider's text to this one
      return { ...refreshed, inputs: { ...inputs } };
    },

    async update(_id, olds: Props, news: Props) {
      const [old, wanted] = [stateIn(olds), inputsIn(news)];
      const site = session.reconnect(titleOf(old), old, wanted.panelUser);
      const state = kind.stateOf(wanted, placeOf(site, wanted), old);
      const memory = memoryOf(site, state);
      return memory.inTurn(async () => {
        const begun = await remake(site, old, state, memory);
        if (begun !== undefined) memory.made(withoutProvider(news), "made");
        const recorded = await kind.record(site, begun?.state ?? state, begun && "made", begun?.view);
        await kind.waitUntilReady?.(site, recorded);
        if (begun === undefined) memory.record(outputsOf(recorded));
        else site.journal.answer(kind.noun, nameOf(state));
        // another copy: the SDK adds the provider's text to this one
        return { outs: outputsOf(recorded) };
      });
    },

    async delete(_id, props: Props) {
      const state = stateIn(props);
      const about = capitalised(titleOf(state));
      const site = session.reconnect(about, state, state.panelUser);
      const memory = memoryOf(site, state);
      const { noun } = kind;
      const name = nameOf(state);
      await memory.inTurn(async () => {
        const superseded = await kind.supersede?.(site, state, memory);
        if (superseded !== undefined) {
          if (superseded.detail === undefined) site.journal.answer(noun, name);
          else site.journal.intendOwn(noun, name, true, superseded.detail);
          return;
        }
        if (memory.kept !== undefined) {
          const { staysAfterRun } = kind.words;
          site.run.warn(`${about}: it was ${memory.kept} by this run, so this run ${staysAfterRun}`);
          return;
        }
        if (await interruptions.isRemoved(site, state)) return;
        await interruptions.removing(site, state, () => kind.remove(site, state, memory));
        site.journal.forget(noun, name);
        memory.deleted();
      });
    },
  });

  /** What tells two objects of a program apart, in its inputs and in its state. */
  function keyOf(object: Inputs): string {
    return JSON.stringify([object.server, nameOf(object)]);
  }

  /** Notes that an object is about to be created. @returns why the panel would refuse it, as far as it tells */
  async function expectNew(inputs: Props, news: Props): Promise<Failure[]> {
    const wanted = inputsIn(inputs);
    if (isUnknown([wanted[kind.identity], wanted.server, wanted.panelUser])) return [];
    const site = session.connect(wanted.server);
    const memory = memoryOf(site, wanted);
    const state = kind.stateOf(wanted, placeOf(site, wanted));
    // what stands there may be this object itself: `--replace` and `taint` hand no old inputs over either
    const mayStand = news[deletedFirst] === true;
    const failures =
      site.settings.previewChecks && !memory.isKnown
        ? await session.foresight(site).failures(kind, state, memory, mayStand)
        : [];
    if (failures.length > 0) memory.refuse(inputs);
    else if (!isUnknown(wanted)) memory.expect(inputs);
    return failures;
  }

  /** Notes that an object is replaced by one of another name or in another place. */
  function follow({ run, settings, journal }: Site, old: State, inputs: Props): void {
    const wanted = inputsIn(inputs);
    const next = session.connect(wanted.server);
    run.object(settings.endpoint, kind.noun, nameOf(old)).successor = { settings: next.settings, inputs };
    memoryOf(next, wanted).predecessor = { journal, name: nameOf(old) };
  }

  /** Makes an object anew that goes on as it is, where it has to be. */
  async function remake(
    site: Site,
    old: State,
    state: State,
    memory: ObjectMemory,
  ): Promise<Outcome<State, View> | undefined> {
    const hasWaited = await kind.waitForKilledRun?.(site, old);
    const aftermath = await interruptions.aftermath(site, old, state, hasWaited);
    if (aftermath === "replaced") return bring(site, state, memory, true);
    const standing = hasWaited === true ? await interruptions.asNoted(site, old, state) : old;
    const remade = await kind.remake?.(site, standing, state, aftermath !== undefined, () => {
      interruptions.isMade(site, state);
      return site.journal.saved();
    });
    if (remade !== undefined) return remade;
    if (aftermath === undefined && old.incomplete !== true) return undefined;
    return bring(site, state, memory, aftermath !== "removed");
  }

  /** Takes over or makes an object, with its intent in the journal while what comes of it is not recorded. */
  async function bring(
    site: Site,
    state: State,
    memory: ObjectMemory,
    isBegun = false,
  ): Promise<Outcome<State, View>> {
    const { journal } = site;
    const { noun } = kind;
    const name = nameOf(state);
    const view = await kind.look(site, state, recent);
    const intent = journal.recall(noun, name);
    const creation = { site, state, view, memory, intent, isBegun, isForeseen: false };
    const claimed = await kind.claim(creation);
    if (claimed !== undefined) {
      if (claimed.how === "taken over") journal.forget(noun, name);
      interruptions.isBack(site, state);
      return claimed;
    }
    const { wasAbsent, detail } = kind.intentOf(creation);
    journal.intendOwn(noun, name, wasAbsent, detail);
    const outcome = await kind.make(creation).catch(async (error: unknown) => {
      throw await afterFailure(creation, error);
    });
    await outcome.cleanUp?.();
    if (outcome.detail !== undefined) journal.intendOwn(noun, name, wasAbsent, outcome.detail);
    if (outcome.how === "made") journal.made(noun, name);
    else journal.forget(noun, name);
    interruptions.isBack(site, state);
    return outcome;
  }

  /** The error for a creation that failed; the journal keeps what may be in the panel by it. */
  async function afterFailure(creation: Creation<State, View>, error: unknown): Promise<unknown> {
    const { site, state, view } = creation;
    if (!(error instanceof BrainycpError)) return error;
    if (kind.undo !== undefined && kind.see(view, state).is === "present") {
      const undone = await kind.undo(creation, error);
      if (undone.detail !== undefined) site.journal.intendOwn(kind.noun, nameOf(state), true, undone.detail);
      return undone.error;
    }
    // what an earlier creation began, the state holds: its intent may say more than this one's failure
    if (!error.unsettled && !creation.isBegun) site.journal.forget(kind.noun, nameOf(state));
    return error;
  }

  /** Lets the journal forget an object that stands in the state as it was made. */
  function settle({ journal, settings }: Site, old: State): void {
    const name = nameOf(old);
    const intent = journal.recall(kind.noun, name);
    const detail = intent === undefined ? undefined : kind.settledDetail(old, settings, intent);
    if (detail !== undefined) journal.settle(kind.noun, name, detail);
  }

  /** An object that a program only reads. */
  async function get(id: string, props: Props): Promise<{ id: string; props: Props }> {
    const { words } = kind;
    const name = kind.nameFrom(id);
    const notFound = (problem: string, nextStep: string): BrainycpError =>
      new BrainycpError({ code: "not_found", problem: `${kind.name}.get: ${problem}`, nextStep });
    if ("refused" in name) throw notFound(`the id ${name.refused}`, `Give ${words.id}`);
    const lookup = { ...inputsIn(props), [kind.identity]: name.value };
    const site = session.connect(lookup.server);
    const place = placeOf(site, lookup);
    const state = { ...lookup, ...place } as unknown as State;
    const sighting = kind.see(await kind.look(site, state), state);
    if (sighting.is === "present") {
      const found = { ...state, ...kind.attributesOf(sighting.object, name.value) };
      return { id: kind.idOf(found), props: withoutUndefined(found) };
    }
    throw notFound(
      sighting.is === "unknown" ? words.unseen(sighting.looks) : words.missing(name.value, place),
      words.correct,
    );
  }

  function outputsOf(state: State): Props {
    return withoutUndefined(kind.complete?.(state) ?? state);
  }

  function memoryOf({ run, settings }: Site, object: Inputs): ObjectMemory {
    const memory = run.object(settings.endpoint, kind.noun, nameOf(object));
    memory.settings = settings;
    return memory;
  }

  function nameOf(object: Inputs): string {
    return object[kind.identity] as string;
  }

  function titleOf(object: Inputs): string {
    return kind.words.title(nameOf(object));
  }

  function inputsIn(props: Props): Inputs {
    return withoutProvider(props) as unknown as Inputs;
  }

  function stateIn(props: Props): State {
    return withoutProvider(props) as unknown as State;
  }
}

function placeOf({ settings }: Site, { server, panelUser }: PlaceInputs): Place {
  return { server, endpoint: settings.endpoint, owner: ownerOf(settings, panelUser) };
}

/** The error for an object that this run has dealt with already. */
function alreadyInThisRun(about: string, part: string): BrainycpError {
  return new BrainycpError({
    code: "conflict",
    problem: `${about} was ${part} by this run already`,
    nextStep: "Declare each object once: if two resources of the program name it, remove one of them",
  });
}
