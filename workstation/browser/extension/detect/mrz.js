// The machine-readable lines of a passport (ICAO 9303, TD3), by their check digits.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * Yield start and end of every pair of lines, or second line alone, whose check digits are right.
 * @param {Reading} reading
 * @returns {Generator<Span, void, undefined>}
 */
function* passports(reading) {
  if (!reading.text.includes("<") || !reading.shape.includes(MRZ_BIRTH)) return;
  for (const match of MRZ_LINES.finditer(reading.text)) {
    const part = match.groups ?? {};
    const pairs = [
      [part.number, part.check],
      [part.birth, part.birth_check],
      [part.expiry, part.expiry_check],
    ];
    if (pairs.every(([value, check]) => checkDigitOf(value) === Number(check))) yield [match.index, endOf(match)];
  }
}

/** @param {string} value */
function checkDigitOf(value) {
  let sum = 0;
  for (let place = 0; place < value.length; place++) {
    sum += (value[place] === "<" ? 0 : parseInt(value[place], 36)) * MRZ_WEIGHTS[place % 3];
  }
  return sum % 10;
}
