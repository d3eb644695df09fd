// Numbers of the US tax authority: social security numbers, and those given to people and firms without one.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * Say whether the administration may have assigned this number.
 * @param {string} value
 */
function isSsn(value) {
  return US_TAX_SSN.fullmatch(digitsOf(value)) !== null;
}

/**
 * Say whether it is a 9 with one of the groups in use (50-65, 70-88, 90-92, 94-99), not grouped as a firm's is.
 * @param {string} value
 */
function isItin(value) {
  return US_TAX_ITIN.fullmatch(digitsOf(value)) !== null && !US_TAX_OF_A_FIRM.fullmatch(value);
}

/**
 * Say whether it begins with a prefix in use and is not grouped as a person's number is.
 * @param {string} value
 */
function isEin(value) {
  return US_TAX_EIN_PREFIXES.has(digitsOf(value).slice(0, 2)) && !US_TAX_PERSONAL.fullmatch(value);
}

/**
 * Return the ASCII digits of `value`.
 * @param {string} value
 */
function digitsOf(value) {
  return value.replace(/[^0-9]+/g, "");
}
