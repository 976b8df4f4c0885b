import { normaliseAddress } from "../adapter/address";
import { BrainycpError } from "../adapter/errors";
import type { ListedMailbox } from "../adapter/lists/mailboxes";
import type { MailboxSpec } from "../adapter/panel";
import { quotaUnit, quotaWords, showsQuota } from "../adapter/quota";
import { ownerOf } from "../settings";
import { seen, type Sighting } from "../adapter/sighting";
import {
  addressField,
  checkFields,
  flagField,
  isUnknown,
  nameField,
  passwordField,
  quotaField,
  type Failure,
} from "./check";
import { KeptForwards } from "./keptForwards";
import { deleteMailbox, isOtherQuota, specOfKnown, unknownOf } from "./mailboxDeletion";
import {
  alreadyInThisRun,
  configureWith,
  hasUnknown,
  isToBeMade,
  notRecognised,
  objectKey,
  PartlyCreated,
  withoutProvider,
  withoutUndefined,
  type Lifecycle,
  type Props,
} from "./lifecycle";
import {
  compareMailboxes,
  howToKeepMail,
  lossRefused,
  otherQuota,
  refusedLoss,
  refusesLoss,
  type MailboxInputs,
  type MailboxState,
} from "./mailboxChanges";
import type { Connection, Place, Session } from "./session";

const fields = {
  email: addressField,
  password: passwordField.optional(),
  quota: quotaField.optional(),
  panelUser: nameField.optional(),
  server: nameField.optional(),
  adopt: flagField.optional(),
  refuseMailLoss: flagField.optional(),
};

/** The lifecycle of a mailbox: addmail, getlistmail, delmail. */
export function mailboxLifecycle(session: Session): Lifecycle {
  return {
    configure: configureWith(session),

    async check(olds: Props, news: Props) {
      const { inputs, failures } = checkFields(fields, news);
      failures.push(...session.checkServer(inputs.server));
      if (inputs.adopt !== true && !isUnknown(inputs.adopt)) failures.push(...missing(news));
      if (failures.length === 0) failures.push(...(await refusedLoss(session, olds, asInputs(inputs))));
      if (
        failures.length === 0 &&
        isToBeMade(olds) &&
        !isUnknown(inputs.email) &&
        !isUnknown(inputs.server)
      ) {
        const { email, server } = asInputs(inputs);
        session.run.expect(objectKey(session.connect(server).settings.endpoint, "mailbox", email));
      }
      return { inputs, failures };
    },

    async diff(_id, olds: Props, news: Props) {
      const old = asState(olds);
      for (const panel of session.panelsAt(old)) panel.settleMailbox(specOfKnown(old));
      const changes = await compareMailboxes(session, old, asInputs(news));
      const { replaces, records } = changes;
      const isReplaced = replaces.length > 0;
      if (isReplaced) {
        session.run.warn(
          `Mailbox ${old.email}: a replacement (changed: ${replaces.join(", ")}) would delete it and the mail in it. ` +
            `${howToKeepMail(changes)}; refuseMailLoss: true refuses such replacements`,
        );
      }
      const staysThere = !replaces.includes("email") && !replaces.includes("server");
      if (isReplaced && staysThere) {
        const { endpoint } = session.panelsAt(old)[0]?.settings ?? old;
        session.run.expect(objectKey(endpoint, "mailbox", old.email));
      }
      return { changes: isReplaced || records, replaces, deleteBeforeReplace: isReplaced && staysThere };
    },

    async create(inputs: Props) {
      const wanted = asInputs(inputs);
      const connection = session.connect(wanted.server);
      const state: MailboxState = { ...wanted, ...placeOf(connection, wanted) };
      const key = objectKey(state.endpoint, "mailbox", state.email);
      const part = session.run.keeps(key);
      if (part !== undefined) throw alreadyInThisRun(`mailbox ${state.email}`, part);
      const isThere = wanted.adopt === true && (await canTakeOver(connection, state));
      try {
        if (isThere) connection.panel.journal.forget("mailbox", state.email);
        else if ((await connection.panel.addMailbox(specOf(state))) === "there")
          throw alreadyThere(state.email);
        session.run.note(key, isThere ? "taken over" : "made");
        const outs = await (isThere ? withUnit(connection, state) : verified(connection, state));
        await new KeptForwards(session.run, connection.panel, state).restore();
        connection.panel.journal.answer("mailbox", state.email);
        return { id: state.email, outs: { ...outs } };
      } catch (error) {
        if (!(error instanceof BrainycpError) || !error.unsettled) throw error;
        if (!isThere) session.run.note(key, "made");
        connection.panel.journal.answer("mailbox", state.email);
        throw new PartlyCreated(state.email, inputs, { ...state }, error);
      }
    },

    async read(id, props: Props = {}) {
      if (props.endpoint === undefined) return hasUnknown(props) ? { id, props } : get(session, id, props);
      const state = asState(props);
      const about = `Mailbox ${state.email}`;
      const { panel } = session.reconnect(about, state, state.panelUser);
      const sighting = (await panel.lists.mailboxes(state.owner)).see(state.email);
      if (sighting.is === "absent") return { id: "", props: {} };
      if (sighting.is === "unknown") {
        session.run.warn(notRecognised(about, "mailboxes", sighting.looks));
        return { id, props: { ...props } };
      }
      const listed = sighting.object;
      if (
        listed.quota !== undefined &&
        state.quota !== undefined &&
        !showsQuota(listed.quota, state.quota, state.quotaUnit)
      ) {
        const inList =
          state.quotaUnit === undefined ? "" : `, in the list's unit ${state.quota * state.quotaUnit}`;
        session.run.warn(
          `${about}: the panel lists quota ${quotaWords(listed.quota)}, the state says ${state.quota}${inList}. ` +
            "The state stays as it is; write the panel's quota into the program to record it",
        );
      }
      return { id, props: { ...props } };
    },

    async update(_id, olds: Props, news: Props) {
      const [old, wanted] = [asState(olds), asInputs(news)];
      const connection = session.reconnect(`mailbox ${old.email}`, old, wanted.panelUser);
      const unit = old.quotaUnit === undefined ? {} : { quotaUnit: old.quotaUnit };
      const state: MailboxState = { ...wanted, ...placeOf(connection, wanted), ...unit };
      if (old.incomplete !== true) return { outs: { ...(await withUnit(connection, state)) } };
      // what the panel has now, the creation that began it has made, unless the list says otherwise
      const there = (await connection.panel.lists.mailboxes(old.owner)).see(old.email);
      if (there.is !== "present") await connection.panel.addMailbox(specOf(state));
      else if (isOtherQuota(state.quota, there.object))
        throw otherQuota(`mailbox ${old.email} may be somebody else's`, state.quota, there.object.quota);
      session.run.note(objectKey(state.endpoint, "mailbox", state.email), "made");
      const outs = await verified(connection, state);
      await new KeptForwards(session.run, connection.panel, state).restore();
      connection.panel.journal.answer("mailbox", state.email);
      return { outs: { ...outs } };
    },

    async delete(_id, props: Props) {
      const state = asState(props);
      const about = `Mailbox ${state.email}`;
      const { panel, settings } = session.reconnect(about, state, state.panelUser);
      const key = objectKey(settings.endpoint, "mailbox", state.email);
      const part = session.run.keeps(key);
      if (part !== undefined) {
        session.run.warn(
          `${about}: it was ${part} by this run, so this run does not delete it; it stays in the panel`,
        );
        return;
      }
      if (refusesLoss(state, settings.refuseMailLoss) && !session.run.allowsLoss(key)) {
        throw lossRefused(state.email);
      }
      await deleteMailbox(session.run, panel, state, session.run.expects(key));
      session.run.note(key, "deleted");
    },
  };
}

function asInputs(props: Props): MailboxInputs {
  return withoutProvider(props) as unknown as MailboxInputs;
}

function asState(props: Props): MailboxState {
  return withoutProvider(props) as unknown as MailboxState;
}

function placeOf({ settings }: Connection, { panelUser }: Pick<MailboxInputs, "panelUser">): Place {
  return { endpoint: settings.endpoint, owner: ownerOf(settings, panelUser) };
}

/** The failures for what only a mailbox that is taken over may leave out. */
function missing(news: Props): Failure[] {
  const reason = "is missing; only with adopt: true may it be left out";
  const lacks = (name: string): boolean => (news[name] ?? undefined) === undefined;
  return [
    ...(lacks("password") ? [{ property: "", reason: `password: ${reason}` }] : []),
    ...(lacks("quota") ? [{ property: "quota", reason }] : []),
  ];
}

/** What a creation needs. @throws BrainycpError where the program leaves out what only an adoption may. */
function specOf(state: MailboxState): MailboxSpec {
  const { password, quota } = state;
  if (password !== undefined && quota !== undefined) return { ...state, password, quota };
  const lacking = unknownOf(state)
    .map((name) => `a ${name}`)
    .join(" and ");
  throw new BrainycpError({
    code: "not_found",
    problem: `mailbox ${state.email} is not in the panel, and without ${lacking} it cannot be created`,
    nextStep: `Give it ${lacking}, or remove it from the program`,
  });
}

/** Whether the mailbox is there to be taken over. @throws BrainycpError where the list does not tell, or differs. */
async function canTakeOver({ panel }: Connection, state: MailboxState): Promise<boolean> {
  const sighting = (await panel.lists.mailboxes(state.owner)).see(state.email);
  if (sighting.is === "absent") return false;
  if (sighting.is === "unknown") {
    throw new BrainycpError({
      code: "list_unrecognised",
      problem: `mailbox ${state.email} cannot be adopted: ${notRecognised("the panel", "mailboxes", sighting.looks)}`,
      nextStep: "Create it without adopt: true if it is new",
    });
  }
  const { quota } = state;
  if (!isOtherQuota(quota, sighting.object)) return true;
  throw otherQuota(`mailbox ${state.email} cannot be adopted`, quota, sighting.object.quota);
}

/** The state with the unit in which the panel lists quotas, where its list tells. */
async function withUnit({ panel }: Connection, state: MailboxState): Promise<MailboxState> {
  return unitFrom((await panel.lists.mailboxes(state.owner)).see(state.email), state);
}

function unitFrom(sighting: Sighting<ListedMailbox>, state: MailboxState): MailboxState {
  const unit = quotaUnit(state.quota ?? 0, seen(sighting)?.quota);
  return unit === undefined ? state : { ...state, quotaUnit: unit };
}

/** As `withUnit`, after a creation: the list must show what the panel says that it made. */
async function verified({ panel }: Connection, state: MailboxState): Promise<MailboxState> {
  try {
    const sighting = (await panel.lists.mailboxes(state.owner)).see(state.email);
    if (sighting.is !== "absent") return unitFrom(sighting, state);
  } catch {
    // made, said the panel; only the look after it failed
    return state;
  }
  throw new BrainycpError({
    code: "incomplete",
    problem: `addmail ${state.email}: the panel said that it was added, but its list does not show it`,
    nextStep: "Look at the panel; the next pulumi up looks again, and creates it if it is still missing",
    unsettled: true,
  });
}

/** A mailbox that is only read into the program. */
async function get(session: Session, id: string, props: Props): Promise<{ id: string; props: Props }> {
  const address = normaliseAddress(id);
  if ("refused" in address) {
    throw new BrainycpError({
      code: "not_found",
      problem: `Mailbox.get: the id ${address.refused}`,
      nextStep: "Give the mailbox's address",
    });
  }
  const { server, panelUser } = asInputs(props);
  const connection = session.connect(server);
  const place = placeOf(connection, asInputs(props));
  const sighting = (await connection.panel.lists.mailboxes(place.owner)).see(address.value);
  if (sighting.is === "present") {
    const outputs = { email: address.value, server, panelUser, ...place, quota: sighting.object.quota?.[0] };
    return { id: address.value, props: withoutUndefined(outputs) };
  }
  throw new BrainycpError({
    code: "not_found",
    problem:
      sighting.is === "unknown"
        ? notRecognised(`Mailbox.get ${address.value}`, "mailboxes", sighting.looks)
        : `Mailbox.get: ${place.owner} has no mailbox ${address.value} on ${place.endpoint}`,
    nextStep: "Correct the address, server or panelUser, or create the mailbox",
  });
}

function alreadyThere(email: string): BrainycpError {
  return new BrainycpError({
    code: "already_exists",
    operation: "addmail",
    problem: `mailbox ${email} exists already in the panel`,
    nextStep:
      "To take it over with the mail in it, write adopt: true. If this is a rename of the resource, use the aliases " +
      "option; if a replacement was asked for (--replace, taint), the mailbox has to be deleted first: deleteBeforeReplace",
  });
}
