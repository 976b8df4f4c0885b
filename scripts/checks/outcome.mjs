/**
 * What a stage counts for in the last line of `npm test`.
 *
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string} [report] What is to be shown of it, if it has not shown it itself.
 */

/** @type {Outcome} */
export const onePassed = { passed: 1, failed: 0, skipped: 0 };

/** @returns {Outcome} */
export const oneFailed = (/** @type {string} */ report) => ({ passed: 0, failed: 1, skipped: 0, report });

/** The sum of several outcomes. */
export function sum(/** @type {Outcome[]} */ outcomes) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of outcomes) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}

/** An outcome as the last line says it. */
export const inWords = (/** @type {Outcome} */ { passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
