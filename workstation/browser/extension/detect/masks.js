// Which characters of a value a mask hides.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/** @typedef {[number, number]} Span */

const LETTERS_AND_DIGITS = /^[0-9A-Za-z]+$/;
const LETTER_OR_DIGIT = /[0-9A-Za-z]/;

/**
 * Return what hides all but the `first` and `last` letters and digits; everything where nothing else is left.
 *
 * No more than one in `share` of them stays legible at the end.
 * @param {string} text a reading's plain text
 * @param {number} start
 * @param {number} end
 * @param {{first?: number, last?: number, share?: number}} legible
 * @returns {Span[]}
 */
function allBut(text, start, end, { first = 0, last = 0, share = 1 } = {}) {
  if (!first && !last) return [[start, end]];
  const value = text.slice(start, end);
  if (LETTERS_AND_DIGITS.test(value)) {
    const count = end - start;
    last = Math.min(last, Math.floor(count / share));
    return first + last < count ? [[start + first, end - last]] : [[start, end]];
  }
  const places = [];
  for (let at = 0; at < value.length; at++) if (LETTER_OR_DIGIT.test(value[at])) places.push(start + at);
  last = Math.min(last, Math.floor(places.length / share));
  if (first + last >= places.length) return [[start, end]];
  return [[first ? places[first] : start, last ? places[places.length - last - 1] + 1 : end]];
}
