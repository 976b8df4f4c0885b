import { domainKey } from "./mailAddress";
import { newDkimKey } from "./dkimKey";
import { answer, required, type Answer, type Call } from "./operation";
import type { Domain } from "./state";

/** `onspf`, `offspf`, `ondkim`, `offdkim`: turns one switch of a domain on or off. */
export function turnSwitch(name: "spf" | "dkim", on: boolean): (call: Call) => Answer {
  return (call) => {
    const sent = required(call.form, "domain");
    if (sent === undefined) return answer(call, 1);
    const domain = call.state.domains.get(domainKey(sent));
    // No other code is documented for a domain that does not exist or belongs to someone else.
    if (domain === undefined || (domain.owner !== call.account.name && !call.account.admin)) {
      return answer(call, 2);
    }
    if (domain[name] === on) return answer(call, 3);
    setSwitch(domain, name, on);
    return answer(call, 0);
  };
}

/** Turns a switch. The domain gets its key the first time DKIM is switched on. */
export function setSwitch(domain: Domain, name: "spf" | "dkim", on: boolean): void {
  domain[name] = on;
  if (domain.dkim) domain.dkimKey ??= newDkimKey();
}
