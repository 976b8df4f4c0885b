/** Who is measured, in the order of the first round. `panel` is the panel alone, called without Pulumi. */
export const contenders = /** @type {const} */ (["ours", "floor", "today", "panel"]);

/** @typedef {typeof contenders[number]} Contender */

/** What each of them is, as people read it. */
export const contenderWords = /** @type {const} @satisfies {Record<Contender, string>} */ ({
  ours: "pulumi-brainycp",
  floor: "resources that do nothing",
  today: "as in Pulumi's examples",
  panel: "the panel alone",
});
