// Phone numbers with their country code, as ITU-T E.164 has them: a plus, and seven to fifteen digits.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * Yield start and end of every number that a plus begins and no letter or digit touches.
 * @param {Reading} reading
 * @returns {Generator<Span, void, undefined>}
 */
function* internationalPhones(reading) {
  const { plain } = reading;
  let at = plain.indexOf("+");
  while (at >= 0) {
    const match = E164_NUMBER.match(plain, at);
    const isFree = at === 0 || (reading.shape[at - 1] !== "a" && reading.shape[at - 1] !== "0");
    if (match && isFree && reading.shape[endOf(match)] !== "a") yield [at, endOf(match)];
    at = plain.indexOf("+", match ? endOf(match) : at + 1);
  }
}
