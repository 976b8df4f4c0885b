// What people write today: a provider as in Pulumi's published examples of dynamic providers.
import * as pulumi from "@pulumi/pulumi";

import { mailboxes } from "./mailboxes.mjs";

/** @typedef {{ email: string, password: string, quota: number }} Mail */
/** @typedef {{ error: number, mess: string, data: { email: string, quota: number }[] }} Reply */

const endpoint = process.env.BRAINYCP_ENDPOINT ?? "";
const account = {
  login: process.env.BRAINYCP_USERNAME ?? "",
  pass: process.env.BRAINYCP_PASSWORD ?? "",
};

async function call(/** @type {string} */ operation, /** @type {Record<string, string>} */ fields) {
  const response = await fetch(endpoint, {
    method: "POST",
    body: new URLSearchParams({ ...account, mailclient: "mailclient", [operation]: operation, ...fields }),
  });
  const reply = /** @type {Reply} */ (await response.json());
  if (reply.error !== 0) throw new Error(`${operation}: ${reply.mess}`);
  return reply.data;
}

/** @type {pulumi.dynamic.ResourceProvider<Mail, Mail>} */
const mailboxProvider = {
  async create({ email, password, quota }) {
    await call("addmail", { email, password, quota: String(quota) });
    return { id: email, outs: { email, password, quota } };
  },
  async read(id, props) {
    const list = await call("getlistmail", {});
    const found = list.find(({ email }) => email === id);
    if (found === undefined || props === undefined) return {};
    return { id, props: { ...props, quota: found.quota } };
  },
  diff(_id, olds, news) {
    const replaces = [];
    if (olds.email !== news.email) replaces.push("email");
    if (olds.password !== news.password) replaces.push("password");
    if (olds.quota !== news.quota) replaces.push("quota");
    return Promise.resolve({ changes: replaces.length > 0, replaces, deleteBeforeReplace: true });
  },
  async delete(_id, { email, password, quota }) {
    await call("delmail", { email, password, quota: String(quota) });
  },
};

class Mailbox extends pulumi.dynamic.Resource {
  constructor(/** @type {string} */ name, /** @type {Mail} */ { email, password, quota }) {
    super(mailboxProvider, name, { email, password: pulumi.secret(password), quota });
  }
}

for (const { name, args } of mailboxes) new Mailbox(name, args);
