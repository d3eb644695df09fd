// International bank account numbers (ISO 13616): any country's length and structure, and check digits modulo 97.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/** @type {Record<string, string>} */
const IBAN_KINDS = { n: "[0-9]", a: "[a-z]", c: "[a-z0-9]" };
/** @type {Map<string, Pattern | null>} */
const IBAN_PATTERNS = new Map();

/**
 * Yield start and end of every IBAN; `isTold` where a word for one stands in the text.
 * @param {Reading} reading
 * @param {boolean} isTold
 * @returns {Generator<Span, void, undefined>}
 */
function* ibans(reading, isTold) {
  if (!reading.dense.includes(IBAN_FEWEST_DIGITS)) return;
  for (const start of ibanStarts(reading, isTold)) {
    const country = reading.plain[start] + reading.plain[reading.shape.indexOf("a", start + 1)];
    const match = ibanPattern(country)?.match(reading.plain, start);
    if (match && checksAsIban(match[0])) yield [match.index, endOf(match)];
  }
}

/**
 * Yield where two letters stand before two digits; letter by letter and digit by digit only where words tell it.
 * @param {Reading} reading
 * @param {boolean} isTold
 * @returns {Generator<number, void, undefined>}
 */
function* ibanStarts(reading, isTold) {
  const { shape } = reading;
  yield* placesOf(shape, "aa00");
  if (shape.startsWith("aa-00")) yield 0;
  for (const at of placesOf(shape, "-aa-00")) yield at + 1;
  if (isTold) for (const match of IBAN_SPACED.finditer(shape)) yield match.index;
}

/**
 * Return how an IBAN of `country` is written, whatever divides it; null where it has none.
 * @param {string} country
 * @returns {Pattern | null}
 */
function ibanPattern(country) {
  let pattern = IBAN_PATTERNS.get(country);
  if (pattern === undefined) {
    const structure = /** @type {Record<string, string>} */ (IBAN_STRUCTURES_STRUCTURES)[country.toUpperCase()];
    pattern = structure ? new Pattern(ibanSource(country, structure)) : null;
    IBAN_PATTERNS.set(country, pattern);
  }
  return pattern;
}

/**
 * @param {string} country
 * @param {string} structure
 */
function ibanSource(country, structure) {
  const parts = structure.replace(
    /([0-9]+)([nac])/g,
    (_, count, kind) => `(?:${IBAN_GAP}${IBAN_KINDS[kind]}){${count}}`,
  );
  return `${country[0]}${IBAN_GAP}${country[1]}(?:${IBAN_GAP}[0-9]){2}${parts}(?![0-9])`;
}

/** @param {string} written */
function checksAsIban(written) {
  const compact = written.replace(/[^a-z0-9]+/g, "");
  const digits = (compact.slice(4) + compact.slice(0, 4)).replace(/[a-z]/g, (letter) => String(parseInt(letter, 36)));
  return remainderOf(digits, IBAN_MODULUS) === 1;
}
