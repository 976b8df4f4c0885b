import { randomBytes } from "node:crypto";
import { Client } from "../../adapter/client";
import type { ErrorCode } from "../../adapter/errorCodes";
import { BrainycpError } from "../../adapter/errors";
import { domainOf } from "../../adapter/address";
import type { Listing } from "../../adapter/lists/listing";
import type { ListedMailbox } from "../../adapter/lists/mailboxes";
import { PanelLists } from "../../adapter/panelLists";
import { ownerOf, type PanelSettings } from "../../settings";
import { checkEncryption } from "./certificate";
import { checkCoordinator } from "./coordinatorCheck";
import { checkMailServer } from "./mailServerChecks";
import { checkAccount, checkOwner } from "./rightsChecks";
import { failed, ok, skip, warn, type Check } from "./finding";
import { checkCredentials, checkForwardings, checkMailboxes, checkZones } from "./listChecks";
import { Stopwatch } from "./stopwatch";

/** What is looked at on a panel, in this order; the mail server and the coordinator come after it. */
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
export const noPanel: ReadonlySet<ErrorCode> = new Set([
  "unreachable",
  "interrupted",
  "timeout",
  "redirect",
  "http_status",
  "not_json",
  "answer_too_large",
]);

/** Looks at one panel, from its address to its lists, at its mail server and its coordinator. Nothing is written. */
export class Examination {
  private readonly client: Client;
  private readonly lists: PanelLists;
  private readonly stopwatch: Stopwatch;
  private readonly checks: Check[] = [];

  constructor(
    private readonly settings: PanelSettings,
    /** Says what is being done now. */
    private readonly begins: (stage: string) => void,
  ) {
    this.client = new Client(settings);
    this.lists = new PanelLists(this.client);
    this.stopwatch = new Stopwatch(settings.timeoutSeconds);
  }

  /** All checks. Those that an earlier problem makes impossible are skipped. */
  async run(): Promise<Check[]> {
    const own = await this.enter();
    const theirs = own === undefined ? undefined : await this.actsForOthers(own);
    if (theirs !== undefined) await this.readLists(theirs);
    const isRefused = this.checks.some(({ name }) => name === "credentials");
    // last, as every answer may prove the login
    if (!isRefused && this.isPast("tls")) this.add(await this.credentials());
    this.add(this.stopwatch.check("answer-time", this.isPast("endpoint")));
    const found = new Map(this.checks.map((check) => [check.name, check]));
    const panel = panelChecks.map(
      (name) => found.get(name) ?? skip(name, "not checked, because an earlier check failed"),
    );
    this.begins("Reaching the mail server");
    const mailServer = await checkMailServer(this.settings);
    this.begins("Reaching the coordinator");
    return [...panel, ...mailServer, await checkCoordinator(this.settings)];
  }

  /** Address, encryption, login and API; the account's own mailboxes where all of that is right. */
  private async enter(): Promise<Listing<ListedMailbox> | undefined> {
    const { username } = this.settings;
    this.begins("Reaching the panel");
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

  private async credentials(): Promise<Check> {
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
    this.begins("Looking at the account's rights");
    const isOther = owner !== this.settings.username;
    const theirs = isOther ? await this.ask(() => this.lists.mailboxes(owner)) : own;
    if (theirs instanceof BrainycpError) {
      this.add(failed("admin", theirs));
      return undefined;
    }
    const stranger = await this.ask(() => this.lists.mailboxes(`no-user-${randomBytes(4).toString("hex")}`));
    const refusal = stranger instanceof BrainycpError ? stranger.code : undefined;
    this.add(isOther ? checkOwner(owner, own, theirs, refusal) : checkAccount(refusal));
    return theirs;
  }

  private async readLists(mailboxes: Listing<ListedMailbox>): Promise<void> {
    this.begins("Reading the lists");
    this.add(await checkMailboxes(this.lists, mailboxes, ownerOf(this.settings)));
    const forwards = await this.ask(() => this.lists.forwardLists(ownerOf(this.settings)));
    const lists = forwards instanceof BrainycpError ? [] : forwards;
    this.add(
      forwards instanceof BrainycpError
        ? failed("forwardings", forwards)
        : await checkForwardings(this.lists, lists, this.settings.username),
    );
    this.begins("Looking at zones");
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

  private add(check: Check): void {
    this.checks.push(check);
  }
}
