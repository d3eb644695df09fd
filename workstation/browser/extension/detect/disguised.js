// Cards and social security numbers with commas between their groups, and cards with letters for digits.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/** @type {Record<string, string>} */
const LOOKS_LIKE = { o: "0", i: "1", l: "1" };

/**
 * Yield the cards whose check digit is right: words have to tell those with commas, their form the others.
 * @param {Reading} reading
 * @returns {Generator<Finding, void, undefined>}
 */
function* disguisedCards(reading) {
  const { plain } = reading;
  if (DISGUISED_CARD_SHAPES.some((shape) => reading.shape.includes(shape))) {
    for (const match of DISGUISED_CARD.finditer(plain)) {
      const told = toldByWords(reading, match.index, endOf(match), null, CARD_NUMBER_BESIDE_CARDS);
      if (told === "card_number" && isCardOf(digitsOf(match[0])))
        yield disguisedFinding(reading, "card_number", match, 6);
    }
  }
  for (const at of lettersAmongDigits(reading)) {
    const lettered = DISGUISED_LETTERED.search(plain, Math.max(0, at - DISGUISED_LONGEST), at + DISGUISED_LONGEST + 1);
    if (lettered && lettered.index <= at && at < endOf(lettered)) {
      const written = lettered[0];
      const digits = digitsOf(written.replace(/[oil]/g, (letter) => LOOKS_LIKE[letter]));
      if (digitsOf(written).length >= DISGUISED_FEWEST_DIGITS && isCardOf(digits)) {
        yield disguisedFinding(reading, "card_number", lettered, 6);
      }
    }
  }
}

/**
 * Yield the places of letters that look like digits and stand between two.
 * @param {Reading} reading
 */
function* lettersAmongDigits(reading) {
  for (const at of placesOf(reading.shape, DISGUISED_MIXED)) if (reading.plain[at + 1] in LOOKS_LIKE) yield at + 1;
}

/**
 * Yield the social security numbers with commas between their groups that words tell.
 * @param {Reading} reading
 * @returns {Generator<Finding, void, undefined>}
 */
function* disguisedSsns(reading) {
  if (!DISGUISED_SSN_SHAPES.some((shape) => reading.shape.includes(shape))) return;
  for (const match of DISGUISED_SSN.finditer(reading.plain)) {
    const told = toldByWords(reading, match.index, endOf(match), null);
    if (told === "us_ssn" && isSsn(digitsOf(match[0]))) yield disguisedFinding(reading, "us_ssn", match, 0);
  }
}

/** @param {string} digits */
function isCardOf(digits) {
  return isIssued(digits, { inContext: false }) && luhnChecks(digits);
}

/**
 * @param {Reading} reading
 * @param {string} dataClass
 * @param {RegExpExecArray} match
 * @param {number} first
 */
function disguisedFinding(reading, dataClass, match, first) {
  const hidden = allBut(reading.plain, match.index, endOf(match), { first, last: 4 });
  return findingOf(match.index, endOf(match), dataClass, hidden, DISGUISED_SCORE);
}
