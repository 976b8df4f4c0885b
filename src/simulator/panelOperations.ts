import type { Form } from "./form";
import { addforward, delforward } from "./forwardOperations";
import { getforwardmail, getlistmail } from "./listOperations";
import { addmail, delmail } from "./mailboxOperations";
import type { OperationName } from "./messages";
import type { Answer, Call } from "./operation";
import { turnSwitch } from "./switchOperations";
import { listZones, showZones } from "./zoneOperations";

interface Operation {
  module: "mailclient" | "bindserver";
  writes: boolean;
  run: (call: Call) => Answer;
}

export const operations: Readonly<Record<OperationName, Operation>> = {
  addmail: { module: "mailclient", writes: true, run: addmail },
  delmail: { module: "mailclient", writes: true, run: delmail },
  addforward: { module: "mailclient", writes: true, run: addforward },
  delforward: { module: "mailclient", writes: true, run: delforward },
  onspf: { module: "mailclient", writes: true, run: turnSwitch("spf", true) },
  offspf: { module: "mailclient", writes: true, run: turnSwitch("spf", false) },
  ondkim: { module: "mailclient", writes: true, run: turnSwitch("dkim", true) },
  offdkim: { module: "mailclient", writes: true, run: turnSwitch("dkim", false) },
  getlistmail: { module: "mailclient", writes: false, run: getlistmail },
  getforwardmail: { module: "mailclient", writes: false, run: getforwardmail },
  show_zones: { module: "bindserver", writes: false, run: showZones },
  list_zones: { module: "bindserver", writes: false, run: listZones },
};

/** The operation that a form names: module and operation are fields whose value is their own name. */
export function operationOf(form: Form): OperationName | undefined {
  const names = Object.keys(operations) as OperationName[];
  return names.find((name) => {
    const { module } = operations[name];
    return form.text(name) === name && form.text(module) === module;
  });
}
