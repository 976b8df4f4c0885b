import { isDeepStrictEqual } from "node:util";
import { BrainycpError } from "../adapter/errors";
import { normaliseDomain } from "../adapter/address";
import { waitForRecord, type WaitFor } from "../adapter/nameServers";
import type { DomainRecord, Panel } from "../adapter/panel";
import { ownerOf } from "../adapter/settings";
import type { ZoneRecord } from "../adapter/zone";
import { checkFields, domainField, isUnknown, nameField, waitForField } from "./check";
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
}

const fields = { domain: domainField, server: nameField.optional(), waitFor: waitForField.optional() };

/** The lifecycle of a domain's SPF or DKIM record: onspf, offspf, ondkim, offdkim, show_zones. */
export function domainSwitchLifecycle(session: Session, record: DomainRecord): Lifecycle {
  const name = record === "spf" ? "DomainSpf" : "DomainDkim";
  const noun = record.toUpperCase();

  return {
    configure: configureWith(session),

    check(_olds: Props, news: Props) {
      const { inputs, failures } = checkFields(fields, news);
      failures.push(...session.checkServer(inputs.server));
      return Promise.resolve({ inputs, failures });
    },

    diff(_id, olds: Props, news: Props) {
      const [old, wanted] = [asState(olds), asInputs(news)];
      for (const panel of session.panelsAt(old)) panel.journal.settle(record, old.domain, {});
      const place = session.comparePlaces(`${noun} of ${old.domain}`, old, wanted);
      const replaces = [...place.replaces];
      if (!isUnknown(wanted.domain) && wanted.domain !== old.domain) replaces.push("domain");
      const waitsAnew = !isDeepStrictEqual(wanted.waitFor, old.waitFor);
      const changes = replaces.length > 0 || place.records || waitsAnew || isUnknown(wanted.domain);
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
        const { outcome, shown } = await panel.switchOn(record, wanted.domain);
        const foundEnabled = outcome === "there";
        isOn = true;
        panel.journal.answer(record, wanted.domain);
        session.run.note(key, foundEnabled ? "found so" : "made");
        state = await withRecord(panel, { ...state, foundEnabled }, shown);
        await waitUntilPublished(state);
        return { id: wanted.domain, outs: { ...state } };
      } catch (error) {
        if (!(error instanceof BrainycpError) || !(isOn || error.unsettled)) throw error;
        panel.journal.answer(record, wanted.domain);
        if (!isOn) session.run.note(key, "made");
        throw new PartlyCreated(wanted.domain, inputs, { ...state }, error);
      }
    },

    async read(id, props: Props = {}) {
      if (props.endpoint === undefined)
        return hasUnknown(props) ? { id, props } : get(session, record, id, props);
      const state = asState(props);
      const { panel } = session.reconnect(`${noun} of ${state.domain}`, state, state.panelUser);
      const zone = await panel.zone(state.domain, state.owner);
      if (zone === undefined) {
        session.run.warn(
          `${noun} of ${state.domain}: the panel does not show the domain's zone, so whether the record is on is not ` +
            "known; the state stays as it is",
        );
        return { id, props: { ...props } };
      }
      const shown = zone[record];
      return shown === undefined ? { id: "", props: {} } : { id, props: { ...props, record: { ...shown } } };
    },

    async update(_id, olds: Props, news: Props) {
      const [old, wanted] = [asState(olds), asInputs(news)];
      const { panel, settings } = session.reconnect(`${noun} of ${old.domain}`, old, undefined);
      const place = { endpoint: settings.endpoint, owner: ownerOf(settings) };
      let seen: ZoneRecord | undefined;
      if (old.incomplete === true) {
        // whether it is on by now or not yet, it was off before the creation that began it
        seen = (await panel.switchOn(record, old.domain)).shown;
        panel.journal.answer(record, old.domain);
        session.run.note(objectKey(place.endpoint, record, old.domain), "made");
      }
      const known = old.record === undefined ? {} : { record: old.record };
      const { foundEnabled } = old;
      const state = await withRecord(panel, { ...wanted, ...place, foundEnabled, ...known }, seen);
      await waitUntilPublished(state);
      return { outs: { ...state } };
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
        await panel.switchOff(record, state.domain);
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
    if (seen !== undefined) return { ...state, record: { ...seen } };
    const zone = await panel.zone(state.domain, state.owner);
    const shown = zone?.[record];
    if (shown !== undefined) return { ...state, record: { ...shown } };
    const why =
      zone === undefined ? "the panel does not show the domain's zone" : "the panel's zone lacks it";
    const kept = state.record === undefined ? "undefined" : "what it was";
    session.run.warn(
      `${noun} of ${state.domain}: it is switched on, but ${why}, so the output record stays ${kept}`,
    );
    return state;
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
    const { server, panelUser } = props as { server?: string; panelUser?: string };
    const { panel, settings } = within.connect(server);
    const owner = ownerOf(settings, panelUser);
    const zone = await panel.zone(domain.value, owner);
    const shown = zone?.[kind];
    if (shown === undefined) {
      throw new BrainycpError({
        code: "not_found",
        problem:
          zone === undefined
            ? `${name}.get: the panel ${settings.endpoint} does not show the zone of ${domain.value}`
            : `${name}.get: the zone of ${domain.value} on ${settings.endpoint} has no ${noun} record`,
        nextStep: "Correct the domain, server or panelUser, or switch the record on",
      });
    }
    const place = { endpoint: settings.endpoint, owner };
    const found = { domain: domain.value, server, panelUser, ...place, record: { ...shown } };
    return { id: domain.value, props: withoutUndefined(found) };
  }
}

function asInputs(props: Props): SwitchInputs {
  return withoutProvider(props) as unknown as SwitchInputs;
}

function asState(props: Props): SwitchState {
  return withoutProvider(props) as unknown as SwitchState;
}
