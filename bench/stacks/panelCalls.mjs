import { performance } from "node:perf_hooks";

import { request } from "undici";

import { account, quotas } from "./stack.mjs";

/** @typedef {import("./operations.mjs").Operation} Operation */

/**
 * What a panel takes by itself for an operation of this package: the same calls, one after the other, without Pulumi.
 *
 * @returns {Promise<number>} Seconds.
 */
export async function callPanel(
  /** @type {string} */ endpoint,
  /** @type {Operation} */ operation,
  /** @type {number} */ size,
) {
  const start = performance.now();
  for (const [name, fields] of callsOf(operation, size)) await call(endpoint, name, fields);
  return (performance.now() - start) / 1000;
}

/** @returns {Generator<[string, Record<string, string>]>} */
function* callsOf(/** @type {Operation} */ operation, /** @type {number} */ size) {
  if (operation === "preview" || operation === "refresh") yield ["getlistmail", {}];
  for (let place = 0; place < size; place += 1) {
    const email = `box${String(place).padStart(5, "0")}@example.com`;
    const mailbox = (/** @type {number} */ quota) => ({
      email,
      password: `the password of box ${place}`,
      quota: String(quota),
    });
    if (operation === "up") yield ["addmail", mailbox(quotas.made)];
    if (operation === "replace") {
      yield ["delmail", mailbox(quotas.made)];
      yield ["addmail", mailbox(quotas.changed)];
    }
    if (operation === "destroy") yield ["delmail", mailbox(quotas.made)];
  }
}

async function call(
  /** @type {string} */ endpoint,
  /** @type {string} */ name,
  /** @type {Record<string, string>} */ fields,
) {
  const { username, password } = account;
  const { body } = await request(endpoint, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
    body: new URLSearchParams([
      ...Object.entries({ login: username, pass: password, username, password }),
      ...Object.entries({ mailclient: "mailclient", [name]: name, ...fields, language: "en" }),
    ]).toString(),
  });
  const reply = /** @type {{ error: number, mess: string }} */ (await body.json());
  // a list of nothing is a code of its own
  if (reply.error !== 0 && name !== "getlistmail") throw new Error(`${name}: ${reply.mess}`);
}
