/**
 * What a stage counts for at the end of `npm test`.
 *
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} skipped The full names of the tests that did not run; a name says why.
 * @property {string} [report] What is to be shown of it, if it has not shown it itself.
 */

/** @type {Outcome} */
export const onePassed = { passed: 1, failed: 0, skipped: [] };

/** @returns {Outcome} */
export const oneFailed = (/** @type {string} */ report) => ({ passed: 0, failed: 1, skipped: [], report });

/** The sum of several outcomes. */
export function sum(/** @type {Outcome[]} */ outcomes) {
  /** @type {Outcome} */
  const total = { passed: 0, failed: 0, skipped: [] };
  for (const { passed, failed, skipped } of outcomes) {
    total.passed += passed;
    total.failed += failed;
    total.skipped.push(...skipped);
  }
  return total;
}

/** An outcome as the end says it: a line for each skipped test, then the numbers. */
export const inWords = (/** @type {Outcome} */ { passed, failed, skipped }) =>
  [
    ...skipped.map((name) => `Skipped: ${name}`),
    `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ""}`,
  ].join("\n");
