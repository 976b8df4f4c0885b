import pLimit from "p-limit";
import type { Terminal } from "../terminal";
import { findings, ok, skip, type Check, type Finding } from "./finding";
import { Examination, panelChecks } from "./panelChecks";
import { checkStackFiles } from "./stackFilePasswords";
import type { ExaminedPanel, Subject } from "./subject";

/** How many panels are looked at at the same time. */
const panelsAtOnce = 4;

/** Looks at every panel of the subject, and at its stack files. */
export async function examinePanels(subject: Subject, terminal: Terminal): Promise<Finding[]> {
  const { panels, checks, unreadable, words, folder } = subject;
  const skipped = unreadable === undefined ? [] : notLookedAt(unreadable);
  using progress = await terminal.progress();
  const limit = pLimit(panelsAtOnce);
  const looked = await Promise.all(
    panels.map((panel) =>
      limit(async () => {
        const begins = (stage: string): void =>
          progress.begins(panel.server === undefined ? stage : `${panel.server}: ${stage}`);
        return findings(await examinePanel(panel, begins), panel.words, panel.server);
      }),
    ),
  );
  const isNamed = ([first]: readonly Finding[]): boolean => first?.server !== undefined;
  return [
    ...findings(checks, words),
    ...looked.filter((each) => !isNamed(each)).flat(),
    ...findings([...skipped, ...checkStackFiles(folder)], words),
    ...looked.filter(isNamed).flat(),
  ];
}

async function examinePanel({ settings }: ExaminedPanel, begins: (stage: string) => void): Promise<Check[]> {
  const found = await new Examination(settings, begins).run();
  return [ok("settings", `${settings.endpoint}, as ${settings.username}`), ...found];
}

function notLookedAt(why: string): Check[] {
  return panelChecks.map((name) => skip(name, `not checked, because ${why}`));
}
