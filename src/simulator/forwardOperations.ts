import { addressKey, parseAddress, splitAddresses } from "./mailAddress";
import { answer, failure, required, type Answer, type Call } from "./operation";
import { domainOf, type PanelState, type Forward } from "./state";

/** `addforward`: adds to the targets of a source or overwrites them, as the settings say. */
export function addforward(call: Call): Answer {
  const sent = readForward(call);
  if ("code" in sent) return sent;
  const key = addressKey(sent.source);
  const before = call.state.forwards.get(key);
  const kept = call.settings.addforward === "adds" ? (before?.targets ?? []) : [];
  const targets = withoutRepeats([...kept, ...sent.targets]);
  if (call.settings.refuseRepeatedForward && targets.length === kept.length)
    return failure(call, "forwardThere");
  call.state.forwards.set(key, {
    source: before?.source ?? sent.source,
    targets,
    saveLocal: saveLocal(call),
  });
  return answer(call, 0);
}

/** `delforward`: removes the targets that are sent, and the forwarding itself once no target is left. */
export function delforward(call: Call): Answer {
  const sent = readForward(call);
  if ("code" in sent) return sent;
  if (call.settings.delforward === "single" && sent.targets.length > 1) return failure(call, "oneTargetOnly");
  const forward = call.state.forwards.get(addressKey(sent.source));
  const going = new Set(sent.targets.map(addressKey));
  const known = forward?.targets.filter((target) => going.has(addressKey(target))) ?? [];
  const enough = call.settings.delforward === "lenient" ? 1 : going.size;
  if (forward === undefined || known.length < enough) return failure(call, "noForward");
  removeTargets(call.state, forward, known);
  return answer(call, 0);
}

/** Removes an address, given by its key, from the targets of every forwarding. */
export function removeTarget(state: PanelState, key: string): void {
  for (const forward of [...state.forwards.values()]) {
    const going = forward.targets.filter((target) => addressKey(target) === key);
    if (going.length > 0) removeTargets(state, forward, going);
  }
}

function removeTargets(state: PanelState, forward: Forward, going: readonly string[]): void {
  forward.targets = forward.targets.filter((target) => !going.includes(target));
  if (forward.targets.length === 0) state.forwards.delete(addressKey(forward.source));
}

/** The forwarding that a call is about, or the answer that refuses it. */
function readForward(call: Call): { source: string; targets: string[] } | Answer {
  const source = required(call.form, "source");
  const targets = withoutRepeats(splitAddresses(call.form.text("target") ?? ""));
  if (source === undefined || targets.length === 0) return answer(call, 2);
  if ([source, ...targets].some((address) => parseAddress(address) === undefined)) return answer(call, 2);
  const domain = domainOf(call.state, source);
  if (domain === undefined) return failure(call, "noDomain");
  // These operations take no panel_user: their codes 1000 and 1001 are about the owner of the source's domain.
  if (!call.state.accounts.has(domain.owner)) return answer(call, 1001);
  const mayAdminister = domain.owner === call.account.name || call.account.admin;
  return mayAdminister ? { source, targets } : answer(call, 1000);
}

function saveLocal({ form, settings }: Call): boolean {
  if (settings.saveLocalBy === "presence") return form.values.has("save_local");
  const value = form.text("save_local") ?? "";
  return value !== "" && value !== "0";
}

function withoutRepeats(targets: readonly string[]): string[] {
  const keys = targets.map(addressKey);
  return targets.filter((_, index) => keys.indexOf(keys[index] ?? "") === index);
}
