// Characters that nobody sees: a text without them, and its findings in the places of the text that has them.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * Say whether a text has characters that nobody sees.
 * @param {string} text
 */
function hasInvisible(text) {
  return INVISIBLE_INVISIBLE.search(text) !== null;
}

/**
 * Return what is seen of a text, and how many characters were taken before each place where some were.
 * @param {string} text
 * @returns {{text: string, gaps: number[]}}
 */
function seenOf(text) {
  const gaps = [];
  let kept = "";
  let at = 0;
  for (const match of INVISIBLE_INVISIBLE.finditer(text)) {
    kept += text.slice(at, match.index);
    at = match.index + match[0].length;
    while (kept.length + gaps.length < at) gaps.push(kept.length);
  }
  return { text: kept + text.slice(at), gaps };
}

/**
 * Return the findings of what is seen of a text in the places of the text itself.
 * @param {number[]} gaps
 * @param {Finding[]} findings
 * @returns {Finding[]}
 */
function placed(gaps, findings) {
  /** @param {number} at */
  const taken = (at) => placesUpTo(gaps, at);
  return findings.map((one) => placedBy(one, (start, end) => [start + taken(start), end + taken(end - 1)]));
}

/**
 * Return how many of these places, which are in order, are no further on than `at`.
 * @param {number[]} places
 * @param {number} at
 */
function placesUpTo(places, at) {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle] <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
