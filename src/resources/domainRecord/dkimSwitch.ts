import { selectorOf } from "../../adapter/lists/zoneRecord";
import { keysAfter, panelKey, selectorsIn } from "../../adapter/panelKey";
import { isGone, seen } from "../../adapter/sighting";
import { selectorField } from "../../lifecycle/inputs";
import type { RecordState, RecordSwitch } from "./recordSwitch";

/**
 * The DKIM record. Its zone may hold keys of others too: the panel's own is that of its selector, else the one that
 * appears when DKIM is switched on. Source: `ondkim`, `offdkim`, `show_zones`.
 */
export const dkimSwitch: RecordSwitch = {
  name: "DomainDkim",
  noun: "dkim",
  on: "ondkim",
  off: "offdkim",
  fields: { selector: selectorField.optional() },

  see(zone, state) {
    const sighting = panelKey(zone, { selector: selectorIn(state), before: state.keysBefore });
    // the panel may have made a key of another selector since; a record that is only read keeps to its selector
    const isManaged = (state as Partial<RecordState>).foundEnabled !== undefined;
    const mayHaveChanged = sighting.is === "absent" && isManaged;
    return mayHaveChanged && zone.dkim.is === "present" ? zone.dkim : sighting;
  },
  standing(zone, { selector, keysBefore }) {
    const [appeared] = keysAfter(zone, keysBefore);
    return appeared ?? seen(selector === undefined ? zone.dkim : zone.key(selector));
  },
  provesAbsence: () => true,
  hasAppeared: (zone, { keysBefore = [] }) => keysAfter(zone, keysBefore).length > 0,
  isOff(zone, state) {
    const selector = selectorIn(state);
    return isGone(selector === undefined ? zone.dkim : zone.key(selector));
  },
  othersIn: selectorsIn,
};

/** The selector of the panel's key, as the state knows it. */
function selectorIn({ selector, record, domain }: RecordState): string | undefined {
  return selector ?? (record === undefined ? undefined : selectorOf(record, domain));
}
