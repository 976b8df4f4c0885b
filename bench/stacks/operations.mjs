/** What is measured, in the order in which a stack lives through it. `up` stands before all that needs what it makes. */
export const operations = /** @type {const} */ ([
  "preview",
  "up",
  "unchanged",
  "refresh",
  "replace",
  "destroy",
]);

/** @typedef {typeof operations[number]} Operation */

/** What each operation is, as people read it. */
export const operationWords = /** @type {const} @satisfies {Record<Operation, string>} */ ({
  preview: "preview of all creations",
  up: "up",
  unchanged: "up, nothing changed",
  refresh: "refresh",
  replace: "up, every quota changed",
  destroy: "destroy",
});
