import type { Meaning, OperationName } from "./operations";

/** What a refused change most likely means, as a clause, and what to do about it. */
interface Refusal {
  readonly likely: string;
  readonly nextStep: string;
}

const checkDomain =
  "Check that the panel has the domain and that it belongs to this account; the panel's log may say more";

const refusedSwitch: Partial<Record<Meaning, Refusal>> = {
  badParameters: {
    likely: "most likely the panel does not accept this name as a domain",
    nextStep: "Compare it with the panel's list of domains, and correct it in the program",
  },
  failed: {
    likely: "most likely the panel does not have this domain, or the domain belongs to another of its users",
    nextStep: checkDomain,
  },
};

const refusals: Partial<Record<OperationName, Partial<Record<Meaning, Refusal>>>> = {
  addmail: {
    badParameters: {
      likely: "most likely the panel does not accept the password or the quota",
      nextStep: "Try the same address, password and quota in the panel's own form, and correct the program",
    },
    failed: {
      likely:
        "most likely a limit of the account is reached, or the domain belongs to another of the panel's users",
      nextStep:
        "Check that the panel has the domain and that it belongs to this account, and how many mailboxes the account may " +
        "have; the panel's log may say more",
    },
    domainNotFound: {
      likely: "the panel does not have the domain of this address",
      nextStep: "Add the domain to the panel first, or correct the address",
    },
  },
  delmail: {
    badParameters: {
      likely: "most likely the panel expects the password or the quota that the mailbox has there",
      nextStep: "Compare both with the panel, or delete the mailbox in the panel",
    },
    failed: {
      likely: "the panel could not delete the mailbox, which may be in use",
      nextStep: "Run it again, or delete the mailbox in the panel; the panel's log may say more",
    },
  },
  addforward: {
    badParameters: {
      likely: "most likely the panel does not accept the source or one of the targets",
      nextStep: "Try the same source and targets in the panel's own form, and correct the program",
    },
    failed: {
      likely:
        "most likely the panel does not have the domain of the source, or does not accept one of the targets",
      nextStep: checkDomain,
    },
  },
  delforward: {
    badParameters: {
      likely: "most likely the panel does not accept the source or one of the targets",
      nextStep: "Compare both with the panel, or remove the forwarding in the panel",
    },
    failed: {
      likely: "the panel could not remove the forwarding",
      nextStep: "Run it again, or remove the forwarding in the panel; the panel's log may say more",
    },
  },
  onspf: refusedSwitch,
  offspf: refusedSwitch,
  ondkim: refusedSwitch,
  offdkim: refusedSwitch,
};

/** What it most likely means that the panel refused a change, and what to do about it. */
export function refusalOf(operation: OperationName, meaning: Meaning): Refusal {
  return (
    refusals[operation]?.[meaning] ?? {
      likely: "the panel refused it",
      nextStep: "Check the object in the panel; the panel's log may say more",
    }
  );
}
