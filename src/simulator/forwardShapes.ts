import { byDomain } from "./byDomain";
import type { SimulatorSettings } from "./simulatorSettings";
import type { Forward } from "./state";

type Shape = (forwards: readonly Forward[], settings: Readonly<SimulatorSettings>) => object;

export const shapeForwards: Shape = (forwards, settings) => shapes[settings.forwardShape](forwards, settings);

const shapes: Record<SimulatorSettings["forwardShape"], Shape> = {
  joined: (forwards) => Object.fromEntries(forwards.map(joined)),
  lists: (forwards) => Object.fromEntries(forwards.map(({ source, targets }) => [source, targets])),
  rows: (forwards, settings) =>
    forwards.flatMap((forward) => forward.targets.map((target) => record(forward, target, settings))),
  records: (forwards, settings) =>
    forwards.map((forward) => record(forward, forward.targets.join(","), settings)),
  arrows: (forwards) => forwards.map((forward) => joined(forward).join(" => ")),
  domains: (forwards) => byDomain(forwards.map(joined)),
  domainLists: (forwards) => byDomain(forwards.map(({ source, targets }) => [source, targets])),
};

function joined({ source, targets }: Forward): [source: string, targets: string] {
  return [source, targets.join(",")];
}

function record(
  { source, saveLocal }: Forward,
  target: string,
  settings: Readonly<SimulatorSettings>,
): object {
  return {
    [settings.sourceKey]: source,
    [settings.targetKey]: target,
    ...(settings.showSaveLocal ? { save_local: saveLocal ? "1" : "0" } : {}),
  };
}
