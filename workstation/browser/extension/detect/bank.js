// Numbers of banks and of accounts with them: ABA routing numbers, account numbers, ISO 9362 codes.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * Say whether a district of the Federal Reserve has it and its check digit is right.
 * @param {string} value
 */
function isRouting(value) {
  const digits = digitsOf(value);
  const total = BANK_WEIGHTS.reduce((sum, weight, place) => sum + weight * Number(digits[place]), 0);
  return BANK_DISTRICTS.has(Number(digits.slice(0, 2))) && total % 10 === 0 && total > 0;
}

/**
 * Say whether it has as many digits as an account number, and is no date.
 * @param {string} value
 */
function isAccount(value) {
  const count = digitsOf(value).length;
  return BANK_SHORTEST <= count && count <= BANK_LONGEST && !BANK_DATE.fullmatch(value);
}

/**
 * Say whether it has a country's code in its place, and is no word that has one; small letters want a digit.
 * @param {string} value
 */
function isBic(value) {
  const code = value.replaceAll(" ", "");
  return COUNTRIES_COUNTRIES.has(code.slice(4, 6).toUpperCase()) && !BANK_WORDS.has(code.toLowerCase());
}
