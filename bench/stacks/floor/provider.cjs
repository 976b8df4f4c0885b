/** @typedef {Record<string, unknown>} Props */

/** What a mailbox has beside its inputs, so that the state is as large. */
const added = { endpoint: "http://127.0.0.1:40123/api/api.php", owner: "demo", quotaUnit: 1 };

/**
 * A provider whose methods do nothing but what the engine needs to go on. A change of quota is a replacement, as it is
 * with mailboxes.
 */
exports.nothing = {
  check: (/** @type {Props} */ _olds, /** @type {Props} */ news) => Promise.resolve({ inputs: news }),
  diff: (/** @type {string} */ _id, /** @type {Props} */ olds, /** @type {Props} */ news) => {
    const changes = olds.quota !== news.quota;
    return Promise.resolve({ changes, replaces: changes ? ["quota"] : [], deleteBeforeReplace: true });
  },
  create: (/** @type {Props} */ inputs) =>
    Promise.resolve({ id: inputs.email, outs: { ...inputs, ...added, panelQuota: inputs.quota } }),
  read: (/** @type {string} */ id, /** @type {Props} */ props) => Promise.resolve({ id, props }),
  delete: () => Promise.resolve(),
};
