// What people are known and reached by: phones, birth dates, passports, licences, records, secrets they tell.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * Say whether it has as many digits as a phone number, and is no date.
 * @param {string} value
 */
function isPhone(value) {
  const digits = digitsOf(value);
  // the number of the device itself, an IMEI, is written so
  if (digits.length === value.length && value.length === PERSONAL_LONGEST_PHONE && !value.startsWith("00"))
    return false;
  return PERSONAL_SHORTEST_PHONE <= digits.length && digits.length <= PERSONAL_LONGEST_PHONE && !isDate(value);
}

/**
 * Say whether all of it reads as a date.
 * @param {string} value
 */
function isDate(value) {
  return PERSONAL_DATE.fullmatch(strip(value)) !== null;
}

/**
 * Say whether it has a document's digits, or is built as German ones are, of few letters and digits.
 * @param {string} value
 */
function isPassport(value) {
  return hasDigits(value) || PERSONAL_GERMAN_PASSPORT.fullmatch(value) !== null;
}

/**
 * Say whether it has as many digits as a document's number, and is no date.
 * @param {string} value
 */
function hasDigits(value) {
  return digitsOf(value).length >= PERSONAL_ENOUGH_DIGITS && !isDate(stripLeft(value, PERSONAL_LETTERS));
}

/**
 * Say whether it looks like a password and not like a word about one: digits, signs or capitals inside it.
 * @param {string} value
 */
function isSecret(value) {
  const bare = strip(value, PERSONAL_SENTENCE);
  if (isMaskedOnly(bare) || PERSONAL_TWO_WORDS.fullmatch(bare) || PERSONAL_STAMP.match(bare)) return false;
  return !(isAlpha(bare) && (isLower(bare) || isUpper(bare) || isTitle(bare)));
}

/**
 * Say whether a password's field holds one, not "none" nor what hides it.
 * @param {string} value
 */
function isTold(value) {
  const bare = strip(value, " ()[]-");
  return !PERSONAL_NOTHING.has(bare.toLowerCase()) && !isMaskedOnly(bare);
}

/** @param {string} bare */
function isMaskedOnly(bare) {
  for (const character of bare) if (!PERSONAL_MASKED.has(character)) return false;
  return true;
}

/**
 * Return what hides a date but not its year.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @returns {Span[]}
 */
function allButTheYear(text, start, end) {
  const year = PERSONAL_YEAR.search(text, start, end);
  if (year === null) return [[start, end]];
  /** @type {Span[]} */
  const hidden = [
    [start, year.index],
    [endOf(year), end],
  ];
  return hidden.filter(([first, past]) => first < past);
}
