import { randomBytes } from "node:crypto";
import { Client } from "../../adapter/client";
import { BrainycpError, type ErrorCode } from "../../adapter/errors";
import { domainOf } from "../../adapter/address";
import type { Listing } from "../../adapter/lists/listing";
import type { ListedMailbox } from "../../adapter/lists/mailboxes";
import { PanelLists } from "../../adapter/panelLists";
import { ownerOf, type PanelSettings } from "../../settings";
import { checkEncryption } from "./certificate";
import { failed, ok, skip, warn, type Finding } from "./finding";
import { checkCredentials, checkForwardings, checkMailboxes, checkZones } from "./listChecks";
import type { Progress } from "../progress";
import { Stopwatch } from "./stopwatch";

/** What is looked at on a panel, in this order. */
export const panelChecks = [
  "endpoint",
  "tls",
  "credentials",
  "api",
  "admin",
  "mailboxes",
  "forwardings",
  "zones",
  "answer-time",
] as const;

/** How many zones are asked for until one is shown. */
const zonesAsked = 3;

/** Errors of an address at which no panel's API answers. */
const noPanel: ReadonlySet<ErrorCode> = new Set([
  "unreachable",
  "interrupted",
  "timeout",
  "redirect",
  "http_status",
  "not_json",
  "answer_too_large",
]);

/** Looks at one panel, from its address to its lists. Nothing is written. */
export class Examination {
  private readonly client: Client;
  private readonly lists: PanelLists;
  private readonly stopwatch: Stopwatch;
  private readonly checks: Finding[] = [];

  constructor(
    private readonly settings: PanelSettings,
    private readonly progress: Progress,
  ) {
    this.client = new Client(settings);
    this.lists = new PanelLists(this.client);
    this.stopwatch = new Stopwatch(settings.timeoutSeconds);
  }

  /** All checks of the panel. Those that an earlier problem makes impossible are skipped. */
  async run(): Promise<Finding[]> {
    const own = await this.enter();
    const theirs = own === undefined ? undefined : await this.actsForOthers(own);
    if (theirs !== undefined) await this.readLists(theirs);
    const isRefused = this.checks.some(({ name }) => name === "credentials");
    // last, as every answer may prove the login
    if (!isRefused && this.isPast("tls")) this.add(await this.credentials());
    this.add(this.stopwatch.check("answer-time", this.isPast("endpoint")));
    const found = new Map(this.checks.map((check) => [check.name, check]));
    return panelChecks.map(
      (name) => found.get(name) ?? skip(name, "not checked, because an earlier check failed"),
    );
  }

  /** Address, encryption, login and API; the account's own mailboxes where all of that is right. */
  private async enter(): Promise<Listing<ListedMailbox> | undefined> {
    const { username } = this.settings;
    this.progress.begins("Reaching the panel");
    const login = await this.ask(() => this.client.provesLogin());
    const list =
      login instanceof BrainycpError ? login : await this.ask(() => this.lists.mailboxes(username));
    const error = list instanceof BrainycpError ? list : undefined;
    // a blank page where a login was expected, and then no panel
    const atAddress = error !== undefined && noPanel.has(error.code) && login !== true;
    if (atAddress) {
      this.add(failed("endpoint", error));
      return undefined;
    }
    this.add(ok("endpoint", `${this.settings.endpoint} is reachable`));
    if (error?.code === "tls") {
      this.add(failed("tls", error));
      return undefined;
    }
    this.add(await checkEncryption("tls", this.settings));
    // after a login that was accepted it is the right to this operation that is refused
    if (error?.code === "login_refused" && login !== true) {
      this.add(failed("credentials", error));
      return undefined;
    }
    this.add(error === undefined ? ok("api", "the panel answers getlistmail") : failed("api", error));
    return list instanceof BrainycpError ? undefined : list;
  }

  private async credentials(): Promise<Finding> {
    const { username } = this.settings;
    return (await this.client.provesLogin().catch(() => false))
      ? ok("credentials", `the panel accepts the login of ${username}`)
      : warn(
          "credentials",
          `the panel does not refuse the login of ${username}, but its answers do not prove it either`,
          checkCredentials,
        );
  }

  /** Whether the account may act for the panel user who owns the mailboxes; if so, these. */
  private async actsForOthers(own: Listing<ListedMailbox>): Promise<Listing<ListedMailbox> | undefined> {
    const owner = ownerOf(this.settings);
    this.progress.begins("Looking at the account's rights");
    if (owner !== this.settings.username) {
      const theirs = await this.ask(() => this.lists.mailboxes(owner));
      const isRefused = theirs instanceof BrainycpError;
      this.add(isRefused ? failed("admin", theirs) : ok("admin", `the account may act for ${owner}`));
      return isRefused ? undefined : theirs;
    }
    // an administrator hears that there is no such user, others that they may not ask
    const answer = await this.ask(() => this.lists.mailboxes(`no-user-${randomBytes(4).toString("hex")}`));
    const code = answer instanceof BrainycpError ? answer.code : "failed";
    const rights: Partial<Record<ErrorCode, string>> = {
      no_such_user: "the account is an administrator: it may act for other users, with panelUser",
      no_permission: "the account acts for itself, which is enough without panelUser",
    };
    const unknown = "whether the account may act for other users is unknown; it only matters with panelUser";
    this.add(ok("admin", rights[code] ?? unknown));
    return own;
  }

  private async readLists(mailboxes: Listing<ListedMailbox>): Promise<void> {
    this.progress.begins("Reading the lists");
    this.add(await checkMailboxes(this.lists, mailboxes, ownerOf(this.settings)));
    const forwards = await this.ask(() => this.lists.forwardLists(ownerOf(this.settings)));
    const lists = forwards instanceof BrainycpError ? [] : forwards;
    this.add(
      forwards instanceof BrainycpError
        ? failed("forwardings", forwards)
        : await checkForwardings(this.lists, lists, this.settings.username),
    );
    this.progress.begins("Looking at zones");
    const addresses = [
      ...mailboxes.all().map(({ email }) => email),
      ...lists.flatMap((list) => list.all().map(({ source }) => source)),
    ];
    const named = addresses.map(domainOf);
    const domains = named.length > 0 ? named : await this.ask(() => this.lists.domains());
    const first = domains instanceof BrainycpError ? [] : [...new Set(domains)].slice(0, zonesAsked);
    this.add(await checkZones(first, (domain) => this.ask(() => this.lists.askForZone(domain))));
  }

  /** Whether this check was made and found nothing wrong, so that later checks can run. */
  private isPast(wanted: "endpoint" | "tls"): boolean {
    return this.checks.some(({ name, status }) => name === wanted && status !== "wrong");
  }

  private ask<T>(call: () => Promise<T>): Promise<T | BrainycpError> {
    return this.stopwatch.take(call);
  }

  private add(check: Finding): void {
    this.checks.push(check);
  }
}
