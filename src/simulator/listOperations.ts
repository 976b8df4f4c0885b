import { actingUser } from "./actingUser";
import { shapeForwards } from "./forwardShapes";
import { shapeMailboxes } from "./mailboxShapes";
import { answer, type Answer, type Call } from "./operation";
import { domainOf } from "./state";

/** `getlistmail`: the mailboxes in the domains of one user. */
export function getlistmail(call: Call): Answer {
  return list(call, call.state.mailboxes, shapeMailboxes);
}

/** `getforwardmail`: the forwardings of sources in the domains of one user. */
export function getforwardmail(call: Call): Answer {
  return list(call, call.state.forwards, shapeForwards);
}

function list<T>(
  call: Call,
  all: ReadonlyMap<string, T>,
  shape: (own: readonly T[], settings: Call["settings"]) => object,
): Answer {
  const { user, refused } = actingUser(call, "panel_user");
  if (refused !== undefined) return answer(call, refused);
  const own = [...all].filter(([address]) => domainOf(call.state, address)?.owner === user);
  if (own.length === 0) return answer(call, 1, { name: user });
  const value = shape(
    own.map(([, object]) => object),
    call.settings,
  );
  return { ...answer(call, 0, { name: user }), content: { value, place: "listIn" } };
}
