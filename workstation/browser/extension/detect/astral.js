// Texts with characters of two UTF-16 code units: each becomes one, and its findings go back to its own places.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const PAIR = /[\ud800-\udbff][\udc00-\udfff]/;
const EACH_PAIR = /[\ud800-\udbff][\udc00-\udfff]/g;
const WIDE_DIFFERENCE = 0xfee0;

/**
 * Say whether a text has characters of two code units.
 * @param {string} text
 */
function hasPairs(text) {
  return PAIR.test(text);
}

/**
 * Return a text with one code unit for every character: a stand-in that the detector judges like the original.
 *
 * `written` is for captions; `folded` is for values, with digits of any script as ASCII. `gaps` are the places of pairs.
 * @param {string} text
 * @returns {{written: string, folded: string, gaps: number[]}}
 */
function singled(text) {
  const known = foldsOf();
  const gaps = [];
  for (const match of text.matchAll(EACH_PAIR)) gaps.push(/** @type {number} */ (match.index) - gaps.length + 1);
  return {
    written: text.replace(EACH_PAIR, standIn),
    folded: text.replace(EACH_PAIR, (pair) => known.get(pair) ?? kindOf(pair)),
    gaps,
  };
}

/** @param {string} pair */
function standIn(pair) {
  const plain = pair.normalize("NFKD");
  return /^[!-~]$/.test(plain) ? String.fromCharCode(plain.charCodeAt(0) + WIDE_DIFFERENCE) : kindOf(pair);
}

/**
 * Return a character of the same kind that has no form of its own in ASCII.
 * @param {string} pair
 */
function kindOf(pair) {
  if (/\p{Lu}/u.test(pair)) return "\u0416";
  if (/\p{Ll}/u.test(pair)) return "\u0436";
  if (/\p{L}/u.test(pair)) return "\u4e00";
  if (/\p{Nd}/u.test(pair)) return "\u0660";
  if (/\p{N}/u.test(pair)) return "\u3007";
  return /\p{M}/u.test(pair) ? "\u0300" : "\ue000";
}
