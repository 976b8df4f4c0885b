import { addressKey } from "../../adapter/address";
import { common, without } from "../../adapter/addressSet";
import { refusedChange } from "../../adapter/failures";
import type { Panel } from "../../adapter/panel";
import { seen } from "../../adapter/sighting";
import type { Forwarding } from "./forwardState";

/**
 * Adds targets to a source. Source: `addforward`.
 *
 * @param isOursIfThere whether the targets can be there only through this call
 */
export async function addForward(
  panel: Panel,
  source: string,
  targets: readonly string[],
  saveLocal: boolean,
  isOursIfThere: boolean,
): Promise<void> {
  // sent as 1 or not at all: right whether the panel tests its presence or its value
  const fields = { source, target: targets.join(","), ...(saveLocal ? { save_local: "1" } : {}) };
  const isMade = async (): Promise<boolean | undefined> => {
    const now = await look(panel, source);
    return now && without(targets, now.targets).length === 0;
  };
  const answer = await panel.change("addforward", fields, nameOf(source, targets), isMade, { isOursIfThere });
  if (answer.meaning !== "done") throw refusedChange("addforward", source, answer);
}

/** Removes targets from a source, one by one where the panel refuses the set. Source: `delforward`. */
export async function deleteForward(panel: Panel, source: string, targets: readonly string[]): Promise<void> {
  const about = nameOf(source, targets);
  const isDone = async (): Promise<boolean | undefined> => {
    const now = await look(panel, source);
    return now && common(targets, now.targets).length === 0;
  };
  const answer = await panel.change("delforward", { source, target: targets.join(",") }, about, isDone);
  if (answer.meaning === "done") return;
  if (answer.meaning !== "failed") throw refusedChange("delforward", source, answer);
  if (targets.length > 1) {
    for (const target of targets) await deleteForward(panel, source, [target]);
  } else if ((await isDone()) !== true) {
    throw refusedChange("delforward", about, answer);
  }
}

function nameOf(source: string, targets: readonly string[]): string {
  return `${source} => ${targets.join(",")}`;
}

/** What the list shows of a source; no targets where it has none, undefined where it does not tell. */
export async function look(panel: Panel, source: string): Promise<Forwarding | undefined> {
  const sighting = (await panel.lists.forwards()).see(addressKey(source));
  return sighting.is === "unknown" ? undefined : (seen(sighting) ?? { targets: [] });
}
