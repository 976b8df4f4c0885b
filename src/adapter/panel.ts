import { createHmac } from "node:crypto";
import { addressKey } from "./address";
import { Client, type Answer } from "./client";
import { BrainycpError, type ErrorCode } from "./errors";
import { isOwnMailbox } from "./intents";
import type { Journal, JournalEntry, JournalKind } from "../coordination/journal";
import type { Fields, Meaning, OperationName } from "./operations";
import { otherUser } from "./otherUser";
import { PanelLists } from "./panelLists";
import { retrying } from "./retry";
import type { PanelSettings } from "../settings";
import { seen, type Sighting } from "./sighting";
import type { Turns } from "./turn";
import type { Zone, ZoneRecord } from "./lists/zone";
import { keysAfter, selectorsIn, type KeyHints } from "./panelKey";

/** A mailbox as its creation and its deletion need it. */
export interface MailboxSpec {
  /** The address in its normal form. */
  readonly email: string;
  readonly password: string;
  readonly quota: number;
  /** The panel user who owns it. */
  readonly owner: string;
}

/** The two records of a domain that the panel switches on and off. */
export type DomainRecord = "spf" | "dkim";

/** How a record came to be on, as what the zone showed it before that, and which DKIM keys stood there. */
export interface SwitchedOn {
  readonly outcome: "made" | "there";
  readonly shown: ZoneRecord | undefined;
  readonly before: readonly string[] | undefined;
}

/** What looking at the panel says of a change: made, not made, or nothing. */
type Seen = boolean | undefined;

/** One BrainyCP panel, and changes to it that end in one of the outcomes their names promise. */
export class Panel {
  readonly client: Client;
  /** What can be seen. */
  readonly lists: PanelLists;

  /**
   * @param turns when to write
   * @param journal what this run and killed ones set out to make
   */
  constructor(
    readonly settings: PanelSettings,
    private readonly turns: Turns,
    readonly journal: Journal,
  ) {
    this.client = new Client(settings);
    this.lists = new PanelLists(this.client);
  }

  /**
   * Makes a mailbox; `there` where the panel had it before. One that a killed run made counts as made by this one.
   * Source: `addmail`.
   *
   * @throws BrainycpError (`already_exists`) for one that a killed run may have set out to make, but did not
   */
  async addMailbox(spec: MailboxSpec): Promise<"made" | "there"> {
    const before = (await this.lists.mailboxes(spec.owner)).see(spec.email);
    const intent = this.journal.recall("mailbox", spec.email);
    const detail = this.mailboxDetail(spec);
    // also in another spelling, which a panel may take for another mailbox
    if (before.is === "present")
      return isOwnMailbox(spec.email, intent, detail, before.object) ? "made" : "there";
    const wasAbsent = before.is === "absent";
    const isMade = async (): Promise<Seen> =>
      wasAbsent ? isThere((await this.lists.mailboxes(spec.owner)).see(spec.email)) : undefined;
    const fields = this.mailboxFields(spec, spec.email);
    const answer = await this.creating("mailbox", spec.email, wasAbsent, detail, () =>
      this.change("addmail", fields, spec.email, isMade, wasAbsent),
    );
    if (answer.meaning === "done") return "made";
    if (answer.meaning !== "alreadyExists") throw refusal("addmail", spec.email, answer);
    if (intent === undefined) return "there";
    // what the killed run sent may have arrived after the first look
    const listed = seen((await this.lists.mailboxes(spec.owner)).see(spec.email));
    return isOwnMailbox(spec.email, intent, detail, listed) ? "made" : "there";
  }

  /**
   * Deletes a mailbox, under the panel's own spelling; `gone` where the list proves that there is none.
   *
   * @param before what is done before it is sent, where it is
   */
  async deleteMailbox(
    spec: MailboxSpec,
    before: () => Promise<void> = () => Promise.resolve(),
  ): Promise<"deleted" | "gone"> {
    const outcome = await this.removeMailbox(spec, before);
    this.journal.forget("mailbox", spec.email);
    return outcome;
  }

  /** Lets the journal forget a mailbox that stands in the state. */
  settleMailbox(spec: MailboxSpec): void {
    this.journal.settle("mailbox", spec.email, this.mailboxDetail(spec));
  }

  /** Adds targets to a source. Source: `addforward`. */
  async addForward(
    source: string,
    targets: readonly string[],
    saveLocal: boolean,
    oursIfThere: boolean,
  ): Promise<void> {
    // sent as 1 or not at all: right whether the panel tests its presence or its value
    const fields = { source, target: targets.join(","), ...(saveLocal ? { save_local: "1" } : {}) };
    const isMade = (): Promise<Seen> => this.forwardsTo(source, targets);
    const about = `${source} => ${targets.join(",")}`;
    const answer = await this.change("addforward", fields, about, isMade, oursIfThere);
    if (answer.meaning !== "done") throw refusal("addforward", source, answer);
  }

  /** Removes targets from a source, one by one where the panel refuses the set. Source: `delforward`. */
  async deleteForward(source: string, targets: readonly string[]): Promise<void> {
    const answer = await this.removeTargets(source, targets);
    if (answer.meaning === "done") return;
    if (answer.meaning !== "failed") throw refusal("delforward", source, answer);
    if (targets.length > 1) {
      for (const target of targets) await this.deleteForward(source, [target]);
    } else if ((await this.lacksTargets(source, targets)) !== true) {
      throw refusal("delforward", `${source} => ${targets.join(",")}`, answer);
    }
  }

  /**
   * Switches a record on; `there` where it was on already. A record that is on, perhaps edited by hand, is not written
   * over; one that a killed run switched on counts as made by this one. A DKIM key that may be another's (a selector
   * that panels do not use, or several keys) does not say that DKIM is on: the panel's answer does. Source: `onspf`,
   * `ondkim`, `show_zones`.
   */
  async switchOn(record: DomainRecord, domain: string, hints: KeyHints = {}): Promise<SwitchedOn> {
    const zone = await this.lists.zone(domain);
    const own = this.journal.own(record, domain);
    const known = hints.before ?? (Array.isArray(own?.detail.keys) ? own.detail.keys : undefined);
    const before = known ?? (record === "dkim" && zone !== undefined ? selectorsIn(zone) : undefined);
    const appeared = zone === undefined ? [] : keysAfter(zone, known);
    const shown =
      record === "spf" || zone === undefined
        ? seen(zone?.spf ?? absent)
        : (appeared[0] ?? seen(hints.selector === undefined ? zone.dkim : zone.key(hints.selector)));
    if (shown !== undefined) return { outcome: own === undefined ? "there" : "made", shown, before };
    const wasAbsent = record === "dkim" ? zone !== undefined : zone?.spf.is === "absent";
    const answer = await this.creating(
      record,
      domain,
      wasAbsent,
      before === undefined ? {} : { keys: [...before] },
      () =>
        this.toggle(record === "spf" ? "onspf" : "ondkim", domain, {
          isSo: (now) => (record === "spf" ? isThere(now.spf) : keysAfter(now, before ?? []).length > 0),
          oursIfThere: wasAbsent,
        }),
    );
    // beside keys of others, "on already" is not said of what this run made
    const isOwn = own !== undefined && (before ?? []).length === 0;
    return { outcome: answer.meaning === "done" || isOwn ? "made" : "there", shown, before };
  }

  /**
   * Switches a record off; `gone` where it was off already. Source: `offspf`, `offdkim`.
   *
   * @param selector the panel's DKIM selector, where it is known
   */
  async switchOff(record: DomainRecord, domain: string, selector?: string): Promise<"deleted" | "gone"> {
    const isOff = (zone: Zone): Seen => {
      if (record === "spf") return isNot(isThere(zone.spf));
      return isNot(isThere(selector === undefined ? zone.dkim : zone.key(selector)));
    };
    const answer = await this.toggle(record === "spf" ? "offspf" : "offdkim", domain, {
      isSo: isOff,
      oursIfThere: false,
    });
    this.journal.forget(record, domain);
    return answer.meaning === "done" ? "deleted" : "gone";
  }

  private async removeMailbox(spec: MailboxSpec, before: () => Promise<void>): Promise<"deleted" | "gone"> {
    const there = (await this.lists.mailboxes(spec.owner)).see(spec.email);
    if (there.is === "absent") return "gone";
    if (there.is === "present" && there.object.isAmbiguous) throw ambiguous("mailbox", spec.email);
    await before();
    const spelling = seen(there)?.spelling ?? spec.email;
    const isGone = async (): Promise<Seen> =>
      isNot(isThere((await this.lists.mailboxes(spec.owner)).see(spec.email)));
    const answer = await this.change("delmail", this.mailboxFields(spec, spelling), spelling, isGone);
    if (answer.meaning === "done") return "deleted";
    if (answer.meaning === "failed" && (await isGone()) === true) return "gone";
    throw refusal("delmail", spec.email, answer);
  }

  /** What the journal keeps: of the password a digest that only this account's password can compare. */
  private mailboxDetail({ quota, password, owner }: MailboxSpec): JournalEntry["detail"] {
    const digest = createHmac("sha256", this.settings.password).update(password).digest("hex");
    return { quota, owner, password: digest };
  }

  private async toggle(
    operation: "onspf" | "offspf" | "ondkim" | "offdkim",
    domain: string,
    { isSo, oursIfThere }: { isSo: (zone: Zone) => Seen; oursIfThere: boolean },
  ): Promise<Answer> {
    const look = async (): Promise<Seen> => {
      const zone = await this.lists.zone(domain);
      return zone === undefined ? undefined : isSo(zone);
    };
    const answer = await this.change(operation, { domain }, domain, look, oursIfThere);
    if (answer.meaning !== "done" && answer.meaning !== "alreadySo") throw refusal(operation, domain, answer);
    return answer;
  }

  /** Runs a creation with its intent in the journal, which forgets it where nothing can have been made. */
  private async creating(
    kind: JournalKind,
    name: string,
    wasAbsent: boolean,
    detail: JournalEntry["detail"],
    create: () => Promise<Answer>,
  ): Promise<Answer> {
    this.journal.intend(kind, name, wasAbsent, detail);
    try {
      const answer = await create();
      if (answer.meaning === "done") this.journal.made(kind, name);
      else this.journal.forget(kind, name);
      return answer;
    } catch (error) {
      if (!(error instanceof BrainycpError && error.unsettled)) this.journal.forget(kind, name);
      throw error;
    }
  }

  private removeTargets(source: string, targets: readonly string[]): Promise<Answer> {
    const fields = { source, target: targets.join(",") };
    return this.change("delforward", fields, `${source} => ${targets.join(",")}`, () =>
      this.lacksTargets(source, targets),
    );
  }

  private async forwardsTo(source: string, targets: readonly string[]): Promise<Seen> {
    const sighting = (await this.lists.forwards()).see(addressKey(source));
    const forward = seen(sighting);
    if (forward === undefined) return isThere(sighting);
    const there = new Set(forward.targets.map(addressKey));
    return targets.every((target) => there.has(addressKey(target)));
  }

  private async lacksTargets(source: string, targets: readonly string[]): Promise<Seen> {
    const sighting = (await this.lists.forwards()).see(addressKey(source));
    const forward = seen(sighting);
    if (forward === undefined) return isNot(isThere(sighting));
    const there = new Set(forward.targets.map(addressKey));
    return !targets.some((target) => there.has(addressKey(target)));
  }

  /**
   * Sends a change until its outcome is known. After an attempt that may have been carried out it looks (`isMade`)
   * before it sends again, and what it sees counts more than the answer to a repetition. `oursIfThere` says that the
   * object was not there before, so that an error after an uncertain attempt is `unsettled`.
   */
  private async change<Name extends OperationName>(
    name: Name,
    fields: Fields<Name>,
    about: string,
    isMade: () => Promise<Seen>,
    oursIfThere = false,
  ): Promise<Answer> {
    this.journal.open();
    const seen: Answer = { code: 0, message: "", data: {}, meaning: "done" };
    const attempts = { uncertain: false };
    const look = async (): Promise<boolean> => attempts.uncertain && (await isMade()) === true;
    try {
      return await retrying(this.settings, async (clock) => {
        if (await look()) return seen;
        try {
          clock.stop();
          const answer = await this.turns.take((turn) => {
            clock.start();
            return this.client.call(name, fields, about, turn);
          });
          return answer.meaning !== "done" && (await look()) ? seen : answer;
        } catch (error) {
          attempts.uncertain ||= error instanceof BrainycpError && error.outcomeUnknown;
          throw error;
        }
      });
    } catch (error) {
      // a last look; where it fails too, the first error says more
      if (await look().catch(() => false)) return seen;
      throw attempts.uncertain && oursIfThere && error instanceof BrainycpError ? error.asUnsettled() : error;
    }
  }

  private mailboxFields(spec: MailboxSpec, email: string): Fields<"addmail"> {
    const { password, quota, owner } = spec;
    return { email, password, quota: String(quota), panel_user: otherUser(this.settings, owner) };
  }
}

const absent = { is: "absent" } as const;

function isThere({ is }: Sighting<unknown>): Seen {
  return is === "unknown" ? undefined : is === "present";
}

function isNot(seenSo: Seen): Seen {
  return seenSo === undefined ? undefined : !seenSo;
}

/** The error for an address that the panel lists in several spellings. */
export function ambiguous(what: string, address: string): BrainycpError {
  return new BrainycpError({
    code: "conflict",
    problem: `${what} ${address}: the panel lists it in several spellings, and none of them is ${address}`,
    nextStep: "Delete those that are not meant in the panel, then run it again. Nothing was touched",
  });
}

/** The error for an answer that says no. */
function refusal(operation: OperationName, about: string, answer: Answer): BrainycpError {
  const [code, nextStep] = refusals[answer.meaning] ?? failed;
  const words = answer.message === "" ? "" : `: “${answer.message}”`;
  return new BrainycpError({
    code,
    operation,
    panelCode: answer.code,
    panelMessage: answer.message,
    problem: `${operation} ${about}: the panel refused with code ${answer.code}${words}`,
    nextStep,
  });
}

const failed = [
  "failed",
  "Check that the panel has the domain and that it belongs to this account; the panel's log may say more",
] as const;
const refusals: Partial<Record<Meaning, readonly [ErrorCode, string]>> = {
  badParameters: [
    "bad_parameters",
    "The panel takes one of these values for wrong: compare them with the panel's form",
  ],
  domainNotFound: ["domain_not_found", "Add the domain to the panel first, or correct the address"],
};
