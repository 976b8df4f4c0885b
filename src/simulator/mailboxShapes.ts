import { byDomain } from "./byDomain";
import type { SimulatorSettings } from "./simulatorSettings";
import type { StoredMailbox } from "./state";

type Shape = (boxes: readonly StoredMailbox[], settings: Readonly<SimulatorSettings>) => object;

export const shapeMailboxes: Shape = (boxes, settings) => shapes[settings.listShape](boxes, settings);

const shapes: Record<SimulatorSettings["listShape"], Shape> = {
  addresses: (boxes) => boxes.map(({ email }) => email),
  keyedQuotas: (boxes, settings) =>
    Object.fromEntries(boxes.map((box) => [box.email, record(box, settings).quota ?? ""])),
  keyedRecords: (boxes, settings) =>
    Object.fromEntries(boxes.map((box) => [box.email, record(box, settings)])),
  records: (boxes, settings) =>
    boxes.map((box) => ({ [settings.addressKey]: box.email, ...record(box, settings) })),
  domains: (boxes) =>
    byDomain(
      boxes.map(({ email }) => [email, undefined]),
      (locals) => locals.map(([local]) => local),
    ),
  domainRecords: (boxes, settings) => byDomain(boxes.map((box) => [box.email, record(box, settings)])),
};

function record({ quota }: StoredMailbox, { quotaFactor }: Readonly<SimulatorSettings>): { quota?: number } {
  return quotaFactor === null ? {} : { quota: quota * quotaFactor };
}
