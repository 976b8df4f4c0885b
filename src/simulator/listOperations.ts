import { actingUser } from "./actingUser";
import { shapeForwards } from "./forwardShapes";
import { shapeMailboxes } from "./mailboxShapes";
import { answer, type Answer, type Call } from "./operation";
import { domainOf } from "./state";

/** `getlistmail`: the mailboxes in the domains of one user. */
export function getlistmail(call: Call): Answer {
  return list(call, (user) =>
    shapeMailboxes(
      [...call.state.mailboxes.values()].filter(({ email }) => domainOf(call.state, email)?.owner === user),
      call.settings,
    ),
  );
}

/** `getforwardmail`: the forwardings of sources in the domains of one user. */
export function getforwardmail(call: Call): Answer {
  return list(call, (user) =>
    shapeForwards(
      [...call.state.forwards.values()].filter(({ source }) => domainOf(call.state, source)?.owner === user),
      call.settings,
    ),
  );
}

function list(call: Call, content: (user: string) => object | undefined): Answer {
  const acting = actingUser(call, "panel_user");
  if (acting.refused !== undefined) return answer(call, acting.refused);
  const value = content(acting.user);
  return value === undefined
    ? answer(call, 1, { name: acting.user })
    : { ...answer(call, 0, { name: acting.user }), content: { value, place: "listIn" } };
}
