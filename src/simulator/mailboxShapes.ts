import { parseAddress } from "./mailAddress";
import type { SimulatorSettings } from "./simulatorSettings";
import type { StoredMailbox } from "./state";

export function shapeMailboxes(
  boxes: readonly StoredMailbox[],
  settings: Readonly<SimulatorSettings>,
): object {
  const { quotaFactor, listShape, addressKey } = settings;
  const record = ({ quota }: StoredMailbox) => (quotaFactor === null ? {} : { quota: quota * quotaFactor });
  switch (listShape) {
    case "addresses":
      return boxes.map(({ email }) => email);
    case "keyedQuotas":
      return Object.fromEntries(
        boxes.map(({ email, quota }) => [email, quotaFactor === null ? "" : quota * quotaFactor]),
      );
    case "keyedRecords":
      return Object.fromEntries(boxes.map((box) => [box.email, record(box)]));
    case "records":
      return boxes.map((box) => ({ [addressKey]: box.email, ...record(box) }));
    case "domains":
      return byDomain(boxes, (inDomain) => inDomain.map(({ local }) => local));
    case "domainRecords":
      return byDomain(boxes, (inDomain) =>
        Object.fromEntries(inDomain.map(({ local, box }) => [local, record(box)])),
      );
  }
}

interface LocalBox {
  local: string;
  box: StoredMailbox;
}

function byDomain(boxes: readonly StoredMailbox[], shape: (inDomain: LocalBox[]) => object): object {
  const domains = new Map<string, LocalBox[]>();
  for (const box of boxes) {
    const { local, domain } = parseAddress(box.email) ?? { local: box.email, domain: "" };
    domains.set(domain, [...(domains.get(domain) ?? []), { local, box }]);
  }
  return Object.fromEntries([...domains].map(([domain, inDomain]) => [domain, shape(inDomain)]));
}
