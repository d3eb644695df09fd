// Values that only words tell: what each looks like, what of it is checked, and what a mask leaves.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * How a class looks where its words stand. `pattern` is over a reading's plain text, `fits` judges the original.
 * @typedef {{
 *   dataClass: string, pattern: Pattern, fits: string, first: number, last: number, isChecked: boolean,
 *   aWordCosts: number, ignored: string[], hasSubject: boolean, isOwned: boolean, labelCountsAll: boolean,
 *   needsDigit: boolean, share: number, hide: string, labelled: Pattern | null, said: Pattern | null,
 *   fitsLabelled: string, inCapitals: boolean, isAtOnce: boolean, before: Pattern | null,
 * }} Value
 */

/** @type {Record<string, (value: string) => boolean>} */
const JUDGES = {
  "": () => true,
  isSsn,
  isItin,
  isEin,
  isRouting,
  isAccount,
  isBic,
  isPhone,
  isPassport,
  hasDigits,
  isSecret,
  isTold,
  isNino,
  isPan,
  isSss,
  ...OWN_CHECKS,
};

/**
 * Say whether `value` passes what is `asked`: a judge's name, or national numbers' with "|" between, "^" for capitals.
 * @param {string} asked
 * @param {string} value
 * @returns {boolean}
 */
function fitsAsked(asked, value) {
  if (asked.startsWith("^")) return isUpper(value) && fitsAsked(asked.slice(1), value);
  const judge = JUDGES[asked];
  return judge ? judge(value) : asked.split("|").some((name) => NATIONAL_CHECKS[name](compactNumber(value)));
}

/**
 * Return the value that stands from `start` to `end`; `score` is how sure the words make it.
 * @param {Value} value
 * @param {Reading} reading
 * @param {number} start
 * @param {number} end
 * @param {number} score
 */
function findingOfValue(value, reading, start, end, score) {
  const told = Math.min(1, Math.round((score + (value.isChecked ? VALUES_CHECKED : 0)) * 100) / 100);
  return findingOf(start, end, value.dataClass, hiddenOfValue(value, reading.plain, start, end), told);
}

/**
 * Return what a mask hides; no more than one character in `share` stays legible at the end.
 * @param {Value} value
 * @param {string} plain
 * @param {number} start
 * @param {number} end
 */
function hiddenOfValue(value, plain, start, end) {
  return value.hide ? allButTheYear(plain, start, end) : allBut(plain, start, end, value);
}

/**
 * Return the view of a text over which the value's pattern is.
 * @param {Reading} reading
 * @param {Value} value
 */
function viewOfValue(reading, value) {
  return value.inCapitals ? reading.text : reading.plain;
}
