import { isDeepStrictEqual } from "node:util";
import { normaliseDomain } from "../../adapter/address";
import type { Answer } from "../../adapter/reply";
import { unsettled } from "../../adapter/errors";
import type { Zone } from "../../adapter/lists/zone";
import { selectorOf, type ZoneRecord } from "../../adapter/lists/zoneRecord";
import { waitForRecord } from "../../adapter/nameServers";
import { refusedChange } from "../../adapter/failures";
import type { Panel } from "../../adapter/panel";
import { current } from "../../coordination/journal";
import { domainField, nameField, waitForField } from "../../lifecycle/inputs";
import type { Creation, Kind } from "../../lifecycle/kind";
import { isUnknown } from "../../lifecycle/props";
import type { Site } from "../../lifecycle/session";
import type { RecordInputs, RecordState, RecordSwitch } from "./recordSwitch";

/** A domain's zone; undefined where the panel does not show it. */
type View = Zone | undefined;

/** A record that the panel switches on and off for a domain. One that is on already stays on when it is deleted. */
export function domainRecordKind(record: RecordSwitch): Kind<RecordInputs, RecordState, View, ZoneRecord> {
  const title = (domain: string): string => `${record.noun.toUpperCase()} of ${domain}`;
  const attributesOf = (shown: ZoneRecord, domain: string): Pick<RecordState, "record" | "selector"> => {
    const selector = selectorOf(shown, domain);
    return { record: { ...shown }, ...(selector === undefined ? {} : { selector }) };
  };
  const withRecord = (state: RecordState, shown: ZoneRecord): RecordState => ({
    ...state,
    ...attributesOf(shown, state.domain),
  });

  return {
    name: record.name,
    noun: record.noun,
    fields: {
      domain: domainField,
      server: nameField.optional(),
      waitFor: waitForField.optional(),
      ...record.fields,
    },
    identity: "domain",
    isDeletedFirst: false,
    words: {
      title,
      unseen: (looks) => looks,
      doubt: "whether the record is on",
      id: "the domain",
      missing: (domain, { endpoint }) =>
        `the zone of ${domain} on ${endpoint} has no ${record.noun.toUpperCase()} record`,
      correct: "Correct the domain, server or panelUser, or switch the record on",
      staysAfterRun: "does not switch it off; it stays on",
    },

    idOf: ({ domain }) => domain,
    nameFrom: normaliseDomain,
    stateOf: (wanted, place, old) => ({
      ...wanted,
      selector: wanted.selector ?? old?.selector,
      ...place,
      foundEnabled: old?.foundEnabled ?? false,
      record: old?.record,
      keysBefore: old?.keysBefore,
    }),

    look: ({ panel }, { domain, owner }, oldest) =>
      panel.lists.zone(domain, owner, panel.asOf("zone", domain, oldest)),
    see(zone, state) {
      if (zone === undefined)
        return {
          is: "unknown",
          looks: `the panel ${state.endpoint} does not show the zone of ${state.domain}`,
        };
      const sighting = record.see(zone, state);
      return sighting.is === "unknown"
        ? { is: "unknown", looks: `the panel's zone leaves it open (${sighting.looks})` }
        : sighting;
    },
    compare(_session, old, wanted, place) {
      const replaces = [...place.replaces];
      if (!isUnknown(wanted.domain) && wanted.domain !== old.domain) replaces.push("domain");
      const waitsAgain = !isDeepStrictEqual(wanted.waitFor, old.waitFor);
      const isRenamed = wanted.selector !== undefined && wanted.selector !== old.selector;
      return Promise.resolve({ replaces, records: place.records || waitsAgain || isRenamed });
    },

    intentOf(creation) {
      const keys = keysBefore(creation);
      return { wasAbsent: wasAbsent(creation), detail: keys === undefined ? {} : { keys } };
    },
    settledDetail: () => ({}),
    claim(creation) {
      const { view: zone, intent, isBegun } = creation;
      const state = { ...creation.state, keysBefore: keysBefore(creation) };
      const known = { ...state, keysBefore: knownBefore(creation) };
      const shown = zone === undefined ? undefined : record.standing(zone, known);
      if (shown === undefined) return undefined;
      if (isBegun) return { how: "made", state: withRecord(state, shown), view: zone };
      const isOwn = current(intent) !== undefined;
      return {
        how: isOwn ? "made" : "taken over",
        state: withRecord({ ...state, foundEnabled: !isOwn }, shown),
        view: zone,
      };
    },
    async make(creation) {
      const { site, intent, isBegun } = creation;
      const state = { ...creation.state, keysBefore: keysBefore(creation) };
      const answer = await toggle(
        site.panel,
        record.on,
        state.domain,
        (zone) => record.hasAppeared(zone, state),
        wasAbsent(creation),
      );
      // beside keys of others, "on already" is not said of what this run made
      const isOwn = current(intent) !== undefined && (state.keysBefore ?? []).length === 0;
      const isMade = answer.meaning === "done" || isOwn;
      const foundEnabled = isBegun ? state.foundEnabled : !isMade;
      return { how: isMade ? "made" : "taken over", state: { ...state, foundEnabled } };
    },
    record: (site, state, _how, view) =>
      view === undefined ? unsettled(() => lookAgain(site, state)) : Promise.resolve(state),
    async waitUntilReady({ run }, { domain, record: shown, waitFor }) {
      if (waitFor === undefined) return;
      if (shown !== undefined) return unsettled(() => waitForRecord(shown, domain, waitFor));
      run.warn(`${title(domain)}: what to wait for in DNS is unknown, so nothing was waited for`);
    },
    complete: ({ keysBefore: _, ...state }) => state,

    refresh(_site, state, found) {
      const now = withRecord(state, found);
      return isDeepStrictEqual(now, state) ? undefined : { state: now };
    },
    attributesOf: (found, domain) => ({ ...attributesOf(found, domain) }),
    async remove({ panel, run }, state) {
      if (state.foundEnabled) {
        run.warn(`${title(state.domain)}: it was on before this stack managed it, so it stays on`);
        return;
      }
      await toggle(panel, record.off, state.domain, (zone) => record.isOff(zone, state), false);
    },
  };

  /** The selectors of the keys that stood in the zone before the record was switched on, as far as anything tells. */
  function keysBefore(creation: Creation<RecordState, View>): string[] | undefined {
    const { view: zone } = creation;
    return knownBefore(creation) ?? (zone === undefined ? undefined : record.othersIn(zone));
  }

  function knownBefore({ state, intent }: Creation<RecordState, View>): string[] | undefined {
    const noted = current(intent)?.detail.keys;
    if (state.keysBefore !== undefined) return [...state.keysBefore];
    return Array.isArray(noted) ? noted : undefined;
  }

  function wasAbsent({ view: zone }: Creation<RecordState, View>): boolean {
    return zone !== undefined && record.provesAbsence(zone);
  }

  /** The state with the record that the zone shows now; warns where it shows none. */
  async function lookAgain({ panel, run }: Site, state: RecordState): Promise<RecordState> {
    const zone = await panel.lists.zone(state.domain, state.owner);
    const sighting = zone === undefined ? undefined : record.see(zone, state);
    if (sighting?.is === "present") return withRecord(state, sighting.object);
    const why = zone === undefined ? "the panel does not show the domain's zone" : whyUnseen(zone);
    const kept = state.record === undefined ? "undefined" : "what it was";
    run.warn(`${title(state.domain)}: it is switched on, but ${why}, so the output record stays ${kept}`);
    return state;
  }

  /** Why a zone does not show the record that is on. */
  function whyUnseen(zone: Zone): string {
    const selectors = record.othersIn(zone) ?? [];
    const [first] = selectors;
    if (first === undefined) return "the panel's zone does not contain it";
    return (
      `which of the keys in its zone is the panel's is unknown (selectors: ${selectors.join(", ")}; name the panel's with ` +
      `selector: ${JSON.stringify(first)} or the like)`
    );
  }
}

/**
 * Switches a record on or off; the panel may answer that it is so already.
 *
 * @param isSo whether a zone shows that it is as wanted
 * @param isOursIfThere whether it can be so only through this call
 */
async function toggle(
  panel: Panel,
  operation: "onspf" | "offspf" | "ondkim" | "offdkim",
  domain: string,
  isSo: (zone: Zone) => boolean | undefined,
  isOursIfThere: boolean,
): Promise<Answer> {
  const look = async (): Promise<boolean | undefined> => {
    const zone = await panel.lists.zone(domain);
    return zone === undefined ? undefined : isSo(zone);
  };
  const answer = await panel.change(operation, { domain }, domain, look, { isOursIfThere });
  if (answer.meaning !== "done" && answer.meaning !== "alreadySo")
    throw refusedChange(operation, domain, answer);
  return answer;
}
