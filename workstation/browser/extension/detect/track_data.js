// What a card's magnetic stripe holds (ISO/IEC 7813): track 1 and track 2, hidden as a whole.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * Yield start and end of every track whose card number has a right check digit.
 * @param {Reading} reading
 * @returns {Generator<Span, void, undefined>}
 */
function* tracks(reading) {
  const { text, shape } = reading;
  const fewest = TRACK_DATA_FEWEST;
  if (!reading.dense.includes(fewest)) return;
  if (text.includes("^")) yield* checkedTracks(TRACK_DATA_TRACK_1, text);
  const isBegun = text.includes("=") || shape.includes(`x${fewest}`);
  if (isBegun && (shape.includes(`${fewest}x`) || shape.includes(`${fewest}a`)))
    yield* checkedTracks(TRACK_DATA_TRACK_2, text);
}

/**
 * @param {Pattern} pattern
 * @param {string} text
 * @returns {Generator<Span, void, undefined>}
 */
function* checkedTracks(pattern, text) {
  for (const match of pattern.finditer(text)) {
    if (luhnChecks((match.groups?.number ?? "").replaceAll(" ", ""))) {
      yield [match.index, match.index + stripRight(match[0]).length];
    }
  }
}
