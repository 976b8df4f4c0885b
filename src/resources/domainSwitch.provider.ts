import { isDeepStrictEqual } from "node:util";
import { BrainycpError } from "../adapter/errors";
import { normaliseDomain } from "../adapter/address";
import { waitForRecord, type WaitFor } from "../adapter/nameServers";
import type { DomainRecord, Panel } from "../adapter/panel";
import { ownerOf } from "../settings";
import { selectorOf, type Zone, type ZoneRecord } from "../adapter/lists/zone";
import { panelKey, selectorsIn } from "../adapter/panelKey";
import type { Sighting } from "../adapter/sighting";
import { checkFields, domainField, isUnknown, nameField, selectorField, waitForField } from "./check";
import {
  alreadyInThisRun,
  configureWith,
  hasUnknown,
  objectKey,
  PartlyCreated,
  withoutProvider,
  withoutUndefined,
  type Lifecycle,
  type Props,
} from "./lifecycle";
import type { Place, Session } from "./session";

/** What a program writes of a domain's record, in normal form. */
interface SwitchInputs {
  readonly domain: string;
  /** The selector of the panel's DKIM key. */
  readonly selector?: string | undefined;
  readonly server?: string | undefined;
  readonly waitFor?: WaitFor;
}

/** What the state holds of it. */
interface SwitchState extends SwitchInputs, Place {
  readonly server?: string | undefined;
  /** The panel user of a record that was read with `get`. */
  readonly panelUser?: string;
  /** Whether the record was on before: a deletion then leaves it on. */
  readonly foundEnabled: boolean;
  /** The record in the panel's zone, where that is shown. */
  readonly record?: ZoneRecord | undefined;
  /** Set while a creation is not known to be complete. */
  readonly incomplete?: boolean;
  /** The selectors of the DKIM keys that were there before an incomplete creation. */
  readonly keysBefore?: readonly string[] | undefined;
}

const fields = { domain: domainField, server: nameField.optional(), waitFor: waitForField.optional() };
const dkimFields = { ...fields, selector: selectorField.optional() };

/** The lifecycle of a domain's SPF or DKIM record: onspf, offspf, ondkim, offdkim, show_zones. */
export function domainSwitchLifecycle(session: Session, record: DomainRecord): Lifecycle {
  const name = record === "spf" ? "DomainSpf" : "DomainDkim";
  const noun = record.toUpperCase();

  return {
    configure: configureWith(session),

    check(_olds: Props, news: Props) {
      const { inputs, failures } = checkFields(record === "dkim" ? dkimFields : fields, news);
      failures.push(...session.checkServer(inputs.server));
      return Promise.resolve({ inputs, failures });
    },

    diff(_id, olds: Props, news: Props) {
      const [old, wanted] = [asState(olds), asInputs(news)];
      for (const panel of session.panelsAt(old)) panel.journal.forget(record, old.domain);
      const place = session.comparePlaces(`${noun} of ${old.domain}`, old, wanted);
      const replaces = [...place.replaces];
      if (!isUnknown(wanted.domain) && wanted.domain !== old.domain) replaces.push("domain");
      const waitsAnew = !isDeepStrictEqual(wanted.waitFor, old.waitFor);
      const isRenamed = wanted.selector !== undefined && wanted.selector !== old.selector;
      const isUnsure = isUnknown(wanted.domain) || isUnknown(wanted.selector);
      const changes = replaces.length > 0 || place.records || waitsAnew || isRenamed || isUnsure;
      return Promise.resolve({ changes, replaces, deleteBeforeReplace: false });
    },

    async create(inputs: Props) {
      const wanted = asInputs(inputs);
      const { panel, settings } = session.connect(wanted.server);
      const place = { endpoint: settings.endpoint, owner: ownerOf(settings) };
      const key = objectKey(place.endpoint, record, wanted.domain);
      const part = session.run.keeps(key);
      if (part !== undefined) throw alreadyInThisRun(`${noun} of ${wanted.domain}`, part);
      let state: SwitchState = { ...wanted, ...place, foundEnabled: false };
      let isOn = false;
      try {
        const { outcome, shown, before } = await panel.switchOn(record, wanted.domain, wanted);
        const foundEnabled = outcome === "there";
        isOn = true;
        panel.journal.answer(record, wanted.domain);
        session.run.note(key, foundEnabled ? "found so" : "made");
        state = { ...state, foundEnabled, keysBefore: before };
        state = await withRecord(panel, state, shown);
        await waitUntilPublished(state);
        return { id: wanted.domain, outs: complete(state) };
      } catch (error) {
        if (!(error instanceof BrainycpError) || !(isOn || error.unsettled)) throw error;
        panel.journal.answer(record, wanted.domain);
        if (!isOn) session.run.note(key, "made");
        throw new PartlyCreated(wanted.domain, inputs, withoutUndefined({ ...state }), error);
      }
    },

    async read(id, props: Props = {}) {
      if (props.endpoint === undefined)
        return hasUnknown(props) ? { id, props } : get(session, record, id, props);
      const state = asState(props);
      const { panel } = session.reconnect(`${noun} of ${state.domain}`, state, state.panelUser);
      const zone = await panel.lists.zone(state.domain, state.owner);
      const sighting = zone === undefined ? undefined : lookIn(zone, state);
      if (sighting === undefined || sighting.is === "unknown") {
        const why =
          sighting === undefined
            ? "the panel does not show the domain's zone"
            : `the panel's zone does not tell (${sighting.looks})`;
        session.run.warn(
          `${noun} of ${state.domain}: ${why}, so whether the record is on is not known; the state stays as it is`,
        );
        return { id, props: { ...props } };
      }
      return sighting.is === "absent"
        ? { id: "", props: {} }
        : { id, props: { ...props, ...recorded(state, sighting.object) } };
    },

    async update(_id, olds: Props, news: Props) {
      const [old, wanted] = [asState(olds), asInputs(news)];
      const { panel, settings } = session.reconnect(`${noun} of ${old.domain}`, old, undefined);
      const place = { endpoint: settings.endpoint, owner: ownerOf(settings) };
      const selector = wanted.selector ?? old.selector;
      let seen: ZoneRecord | undefined;
      let keysBefore = old.keysBefore;
      if (old.incomplete === true) {
        // whether it is on by now or not yet, it was off before the creation that began it
        const switched = await panel.switchOn(record, old.domain, { selector, before: keysBefore });
        seen = switched.shown;
        keysBefore = switched.before;
        panel.journal.answer(record, old.domain);
        session.run.note(objectKey(place.endpoint, record, old.domain), "made");
      }
      const known = old.record === undefined ? {} : { record: old.record };
      const { foundEnabled } = old;
      const kept = { ...wanted, selector, ...place, foundEnabled, ...known, keysBefore };
      const state = await withRecord(panel, kept, seen);
      await waitUntilPublished(state);
      return { outs: complete(state) };
    },

    async delete(_id, props: Props) {
      const state = asState(props);
      const about = `${noun} of ${state.domain}`;
      const { panel, settings } = session.reconnect(about, state, undefined);
      const key = objectKey(settings.endpoint, record, state.domain);
      const part = session.run.keeps(key);
      if (part !== undefined) {
        session.run.warn(
          `${about}: it was ${part} by this run, so this run does not switch it off; it stays on`,
        );
      } else if (state.foundEnabled) {
        session.run.warn(`${about}: it was on before this stack took care of it, so it stays on`);
      } else {
        await panel.switchOff(record, state.domain, selectorIn(state));
        session.run.note(key, "deleted");
      }
    },
  };

  /** The state with the record that the panel's zone shows: as it was seen already, or else now. */
  async function withRecord(
    panel: Panel,
    state: SwitchState,
    seen: ZoneRecord | undefined,
  ): Promise<SwitchState> {
    if (seen !== undefined) return { ...state, ...recorded(state, seen) };
    const zone = await panel.lists.zone(state.domain, state.owner);
    const sighting = zone === undefined ? undefined : lookIn(zone, state);
    if (sighting?.is === "present") return { ...state, ...recorded(state, sighting.object) };
    const kept = state.record === undefined ? "undefined" : "what it was";
    session.run.warn(
      `${noun} of ${state.domain}: it is switched on, but ${whyNotSeen(zone)}, so the output record stays ${kept}`,
    );
    return state;
  }

  /** The record in a zone of a domain where it is on; the panel's key may also have another selector by now. */
  function lookIn(zone: Zone, state: SwitchState): Sighting<ZoneRecord> {
    if (record === "spf") return zone.spf;
    const sighting = panelKey(zone, { selector: selectorIn(state), before: state.keysBefore });
    return sighting.is === "absent" && zone.dkim.is === "present" ? zone.dkim : sighting;
  }

  function whyNotSeen(zone: Zone | undefined): string {
    if (zone === undefined) return "the panel does not show the domain's zone";
    const selectors = record === "dkim" ? selectorsIn(zone) : [];
    if (selectors.length === 0) return "the panel's zone lacks it";
    const [first = ""] = selectors;
    return (
      `which of its zone's keys is the panel's is not known (selectors: ${selectors.join(", ")}; name the panel's with ` +
      `selector: ${JSON.stringify(first)} or the like)`
    );
  }

  /** What the state holds of a record that is on. */
  function recorded({ domain }: SwitchInputs, shown: ZoneRecord): Pick<SwitchState, "record" | "selector"> {
    const selector = record === "dkim" ? selectorOf(shown, domain) : undefined;
    return { record: { ...shown }, ...(selector === undefined ? {} : { selector }) };
  }

  /** The selector of the panel's DKIM key, as the state knows it. */
  function selectorIn({ selector, record: shown, domain }: SwitchState): string | undefined {
    return selector ?? (record === "dkim" && shown !== undefined ? selectorOf(shown, domain) : undefined);
  }

  /** Waits for the record in real DNS, where the program says so. */
  async function waitUntilPublished({ domain, record: shown, waitFor }: SwitchState): Promise<void> {
    if (waitFor === undefined) return;
    if (shown !== undefined) return waitForRecord(shown, domain, waitFor);
    session.run.warn(`${noun} of ${domain}: what to wait for in DNS is not known, so nothing was waited for`);
  }

  /** A record that is only read into the program. */
  async function get(
    within: Session,
    kind: DomainRecord,
    id: string,
    props: Props,
  ): Promise<{ id: string; props: Props }> {
    const domain = normaliseDomain(id);
    if ("refused" in domain) {
      throw new BrainycpError({
        code: "not_found",
        problem: `${name}.get: the id ${domain.refused}`,
        nextStep: "Give the domain",
      });
    }
    const { server, panelUser, selector } = props as {
      server?: string;
      panelUser?: string;
      selector?: string;
    };
    const { panel, settings } = within.connect(server);
    const owner = ownerOf(settings, panelUser);
    const zone = await panel.lists.zone(domain.value, owner);
    const sighting =
      zone === undefined ? undefined : kind === "spf" ? zone.spf : panelKey(zone, { selector });
    if (sighting?.is !== "present") {
      throw new BrainycpError({
        code: "not_found",
        problem:
          zone === undefined
            ? `${name}.get: the panel ${settings.endpoint} does not show the zone of ${domain.value}`
            : sighting?.is === "unknown"
              ? `${name}.get: the zone of ${domain.value} on ${settings.endpoint} does not tell which record is the panel's (${sighting.looks})`
              : `${name}.get: the zone of ${domain.value} on ${settings.endpoint} has no ${noun} record`,
        nextStep: "Correct the domain, server or panelUser, or switch the record on",
      });
    }
    const place = { endpoint: settings.endpoint, owner };
    const at = { domain: domain.value };
    const found = { ...at, server, panelUser, ...place, ...recorded(at, sighting.object) };
    return { id: domain.value, props: withoutUndefined(found) };
  }
}

/** The outputs of a creation that is complete. */
function complete({ keysBefore: _, ...state }: SwitchState): Props {
  return withoutUndefined({ ...state });
}

function asInputs(props: Props): SwitchInputs {
  return withoutProvider(props) as unknown as SwitchInputs;
}

function asState(props: Props): SwitchState {
  return withoutProvider(props) as unknown as SwitchState;
}
