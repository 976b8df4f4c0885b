import { BrainycpError } from "../adapter/errors";
import { normaliseDomain } from "../adapter/address";
import type { DomainRecord } from "../adapter/panel";
import { ownerOf } from "../adapter/settings";
import { checkFields, domainField, isUnknown, nameField } from "./check";
import {
  alreadyInThisRun,
  configureWith,
  objectKey,
  withoutProvider,
  withoutUndefined,
  type Lifecycle,
  type Props,
} from "./lifecycle";
import type { Place, Session } from "./session";

/** What a program writes of a domain's record, in normal form. */
interface SwitchInputs {
  readonly domain: string;
  readonly server?: string | undefined;
}

/** What the state holds of it. */
interface SwitchState extends SwitchInputs, Place {
  readonly server?: string | undefined;
  /** Whether the record was on before: a deletion then leaves it on. */
  readonly foundEnabled: boolean;
}

const fields = { domain: domainField, server: nameField.optional() };

/** The lifecycle of a domain's SPF or DKIM record: onspf, offspf, ondkim, offdkim, show_zones. */
export function domainSwitchLifecycle(session: Session, record: DomainRecord): Lifecycle {
  const name = record === "spf" ? "DomainSpf" : "DomainDkim";
  const noun = record.toUpperCase();

  return {
    configure: configureWith(session),

    check(_olds: Props, news: Props) {
      const { inputs, failures } = checkFields(fields, news);
      failures.push(...session.checkServer(inputs.server));
      return Promise.resolve({ inputs, failures });
    },

    diff(_id, olds: Props, news: Props) {
      const [old, wanted] = [asState(olds), asInputs(news)];
      const place = session.comparePlaces(`${noun} of ${old.domain}`, old, wanted);
      const replaces = [...place.replaces];
      if (!isUnknown(wanted.domain) && wanted.domain !== old.domain) replaces.push("domain");
      const changes = replaces.length > 0 || place.records || isUnknown(wanted.domain);
      return Promise.resolve({ changes, replaces, deleteBeforeReplace: false });
    },

    async create(inputs: Props) {
      const wanted = asInputs(inputs);
      const { panel, settings } = session.connect(wanted.server);
      const place = { endpoint: settings.endpoint, owner: ownerOf(settings) };
      const key = objectKey(place.endpoint, record, wanted.domain);
      const part = session.run.keeps(key);
      if (part !== undefined) throw alreadyInThisRun(`${noun} of ${wanted.domain}`, part);
      // a record that is on, perhaps edited by hand, is not written over
      const isOn = (await panel.zone(wanted.domain))?.[record] !== undefined;
      const foundEnabled = isOn || (await panel.switchOn(record, wanted.domain)) === "there";
      session.run.note(key, foundEnabled ? "found so" : "made");
      return { id: wanted.domain, outs: { ...wanted, ...place, foundEnabled } };
    },

    async read(id, props: Props = {}) {
      if (props.endpoint === undefined) return get(session, record, id, props);
      const state = asState(props);
      const { panel } = session.reconnect(`${noun} of ${state.domain}`, state, undefined);
      const zone = await panel.zone(state.domain);
      if (zone === undefined) {
        session.run.warn(
          `${noun} of ${state.domain}: the panel does not show the domain's zone, so whether the record is on is not ` +
            "known; the state stays as it is",
        );
      } else if (zone[record] === undefined) return { id: "", props: {} };
      return { id, props: { ...props } };
    },

    update(_id, olds: Props, news: Props) {
      const [old, wanted] = [asState(olds), asInputs(news)];
      const { settings } = session.reconnect(`${noun} of ${old.domain}`, old, undefined);
      const { foundEnabled } = old;
      return Promise.resolve({
        outs: { ...wanted, endpoint: settings.endpoint, owner: ownerOf(settings), foundEnabled },
      });
    },

    async delete(_id, props: Props) {
      const state = asState(props);
      const about = `${noun} of ${state.domain}`;
      const { panel, settings } = session.reconnect(about, state, undefined);
      const key = objectKey(settings.endpoint, record, state.domain);
      const part = session.run.keeps(key);
      if (part !== undefined) {
        session.run.warn(
          `${about}: it was ${part} by this run, so this run does not switch it off; it stays on`,
        );
      } else if (state.foundEnabled) {
        session.run.warn(`${about}: it was on before this stack took care of it, so it stays on`);
      } else {
        await panel.switchOff(record, state.domain);
        session.run.note(key, "deleted");
      }
    },
  };

  /** A record that is only read into the program. */
  async function get(
    within: Session,
    kind: DomainRecord,
    id: string,
    props: Props,
  ): Promise<{ id: string; props: Props }> {
    const domain = normaliseDomain(id);
    if ("refused" in domain) {
      throw new BrainycpError({
        code: "not_found",
        problem: `${name}.get: the id ${domain.refused}`,
        nextStep: "Give the domain",
      });
    }
    const { server, panelUser } = props as { server?: string; panelUser?: string };
    const { panel, settings } = within.connect(server);
    const owner = ownerOf(settings, panelUser);
    const zone = await panel.zone(domain.value, owner);
    if (zone?.[kind] === undefined) {
      throw new BrainycpError({
        code: "not_found",
        problem:
          zone === undefined
            ? `${name}.get: the panel ${settings.endpoint} does not show the zone of ${domain.value}`
            : `${name}.get: the zone of ${domain.value} on ${settings.endpoint} has no ${noun} record`,
        nextStep: "Correct the domain, server or panelUser, or switch the record on",
      });
    }
    const outputs = { domain: domain.value, server, endpoint: settings.endpoint, owner };
    return { id: domain.value, props: withoutUndefined(outputs) };
  }
}

function asInputs(props: Props): SwitchInputs {
  return withoutProvider(props) as unknown as SwitchInputs;
}

function asState(props: Props): SwitchState {
  return withoutProvider(props) as unknown as SwitchState;
}
