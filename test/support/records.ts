import type { Simulator } from "../../src/simulator/simulator";

/** A domain's record that the simulated panel's zone shows, as DNS providers take it. */
export function recordIn(
  { panel }: Simulator,
  record: "spf" | "dkim",
  domain: string,
): { name: string; type: string; value: string } {
  return record === "spf"
    ? { name: domain, type: "TXT", value: "v=spf1 a mx ~all" }
    : { name: `dkim._domainkey.${domain}`, type: "TXT", value: panel.dkimRecord(domain) ?? "" };
}
