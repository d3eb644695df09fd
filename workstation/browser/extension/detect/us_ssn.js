// US social security numbers, by the rules of the Social Security Administration for numbers it assigns.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * Return the last group of the number that starts with group `first`, null where none does.
 *
 * Grouped 3-2-4 it counts wherever it is not called some other number; otherwise words near by or the label must tell
 * it. Under its own label any nine digits count, also those that the administration does not assign.
 * @param {Run} run
 * @param {number} first
 * @param {string | null} labelled
 * @returns {number | null}
 */
function matchSsn(run, first, labelled) {
  const last = ssnEnd(run, first);
  if (last === null) return null;
  if (labelled === "us_ssn" && run.isWhole(first, last)) return last;
  if (!isSsn(run.digits(first, last)) || !run.isFree(first, last)) return null;
  if (isToldSsn(run, first, last, labelled)) return last;
  return isGroupedAsSsn(run, first, last) && !isCalledAnother(run.reading, run.start(first)) ? last : null;
}

/**
 * Return how sure a match is, by its grouping and by what words say.
 * @param {Run} run
 * @param {number} first
 * @param {number} last
 * @param {string | null} labelled
 */
function ssnScore(run, first, last, labelled) {
  if (!isToldSsn(run, first, last, labelled)) return US_SSN_GROUPED;
  return isGroupedAsSsn(run, first, last) ? US_SSN_BOTH : US_SSN_TOLD;
}

/**
 * Return what a mask hides: all but the last four digits.
 * @param {Run} run
 * @param {number} first
 * @returns {Span[]}
 */
function ssnHidden(run, first) {
  return [[run.start(first), run.position(first, US_SSN_HIDDEN_DIGITS - 1) + 1]];
}

/**
 * Return the group that ends nine digits from `first` on: one piece, 3-2-4, or the whole run.
 * @param {Run} run
 * @param {number} first
 * @returns {number | null}
 */
function ssnEnd(run, first) {
  const { sizes } = run;
  if (sizes[first] === US_SSN_LENGTH) return first;
  if (isThreeTwoFour(sizes, first)) return first + 2;
  if (first === 0 && sizes.length <= US_SSN_LENGTH && sumOf(sizes) === US_SSN_LENGTH) return sizes.length - 1;
  return null;
}

/**
 * @param {number[]} sizes
 * @param {number} first
 */
function isThreeTwoFour(sizes, first) {
  return US_SSN_SIZES.every((size, nth) => sizes[first + nth] === size);
}

/**
 * @param {Run} run
 * @param {number} first
 * @param {number} last
 */
function isGroupedAsSsn(run, first, last) {
  const gap = run.gap(first);
  const isThreeGroups = last === first + 2 && isThreeTwoFour(run.sizes, first);
  return isThreeGroups && gap === run.gap(first + 1) && gap !== "." && !run.isContinued(first, last);
}

/**
 * @param {Run} run
 * @param {number} first
 * @param {number} last
 * @param {string | null} labelled
 */
function isToldSsn(run, first, last, labelled) {
  return toldByWords(run.reading, run.start(first), run.end(last), labelled) === "us_ssn";
}
