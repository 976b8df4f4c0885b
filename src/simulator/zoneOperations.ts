import { actingUser } from "./actingUser";
import { domainKey } from "./mailAddress";
import { answer, required, type Answer, type Call } from "./operation";
import { zoneRecords } from "./zoneRecords";
import { shapeZone } from "./zoneShapes";

/**
 * `show_zones`: one zone of the panel's name server. It documents neither 1000 nor 1001, so a `user_edit` without
 * the right is 101 ("no rights"), and a user that does not exist has no zone, which is 100.
 */
export function showZones(call: Call): Answer {
  const zone = required(call.form, "zone");
  if (zone === undefined) return answer(call, 101);
  const acting = actingUser(call, "user_edit");
  if (acting.refused !== undefined) return answer(call, acting.refused === 1000 ? 101 : 100);
  const domain = call.state.domains.get(domainKey(zone));
  const seesAll = call.account.admin && call.settings.adminSeesAllZones;
  if (!domain?.hosted || (domain.owner !== acting.user && !seesAll)) return answer(call, 100);
  const records = zoneRecords(domain, call.settings.dkimSelector);
  const value = shapeZone(domain.name, records, call.settings);
  return { ...answer(call, 0), content: { value, place: "zoneIn" } };
}

/** `list_zones`: the names of the account's zones. */
export function listZones(call: Call): Answer {
  const seesAll = call.account.admin && call.settings.adminSeesAllZones;
  const names = [...call.state.domains.values()]
    .filter(({ owner, hosted }) => hosted && (seesAll || owner === call.account.name))
    .map(({ name }) => name);
  return names.length === 0
    ? answer(call, 101)
    : { ...answer(call, 0), content: { value: names, place: "listIn" } };
}
