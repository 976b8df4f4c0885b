import { parseAddress } from "./mailAddress";
import type { SimulatorSettings } from "./simulatorSettings";
import type { Forward } from "./state";

export function shapeForwards(forwards: readonly Forward[], settings: Readonly<SimulatorSettings>): object {
  const { forwardShape, sourceKey, targetKey } = settings;
  const copy = ({ saveLocal }: Forward) =>
    settings.showSaveLocal ? { save_local: saveLocal ? "1" : "0" } : {};
  switch (forwardShape) {
    case "joined":
      return Object.fromEntries(forwards.map(({ source, targets }) => [source, targets.join(",")]));
    case "lists":
      return Object.fromEntries(forwards.map(({ source, targets }) => [source, targets]));
    case "rows":
      return forwards.flatMap((forward) =>
        forward.targets.map((target) => ({
          [sourceKey]: forward.source,
          [targetKey]: target,
          ...copy(forward),
        })),
      );
    case "records":
      return forwards.map((forward) => ({
        [sourceKey]: forward.source,
        [targetKey]: forward.targets.join(","),
        ...copy(forward),
      }));
    case "arrows":
      return forwards.map(({ source, targets }) => `${source} => ${targets.join(",")}`);
    case "domains":
      return byDomain(forwards, (targets) => targets.join(","));
    case "domainLists":
      return byDomain(forwards, (targets) => targets);
  }
}

function byDomain(forwards: readonly Forward[], shape: (targets: string[]) => unknown): object {
  const domains = new Map<string, Record<string, unknown>>();
  for (const { source, targets } of forwards) {
    const { local, domain } = parseAddress(source) ?? { local: source, domain: "" };
    domains.set(domain, { ...domains.get(domain), [local]: shape(targets) });
  }
  return Object.fromEntries(domains);
}
