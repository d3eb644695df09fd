// What Python's strings say of characters, and how they are stripped and split.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const SPACES =
  " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";
const NOT_ASCII = /[^\x00-\x7f]/;
const ASCII_UPPER = /[A-Z]/;
const ASCII_LOWER = /[a-z]/;
const ASCII_LETTERS_ONLY = /^[A-Za-z]+$/;
const ASCII_LETTERS_OR_NUMBERS_ONLY = /^[0-9A-Za-z]+$/;
// what reads any script takes a browser a millisecond to make ready: ASCII texts do without
const LETTERS_ONLY = new Pattern("\\p{L}+", "u");
const LETTERS_OR_NUMBERS_ONLY = new Pattern("[\\p{L}\\p{N}]+", "u");
const UPPER = new Pattern("\\p{Uppercase}", "u");
const LOWER = new Pattern("\\p{Lowercase}", "u");
const TITLE = new Pattern("\\p{Lt}", "u");
const NOT_SPACE = /[^ \t\n\r\v\f\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;

/** @param {string} text */
function isAlpha(text) {
  return ASCII_LETTERS_ONLY.test(text) || (NOT_ASCII.test(text) && LETTERS_ONLY.fullmatch(text) !== null);
}

/** @param {string} text */
function isAlnum(text) {
  if (ASCII_LETTERS_OR_NUMBERS_ONLY.test(text)) return true;
  return NOT_ASCII.test(text) && LETTERS_OR_NUMBERS_ONLY.fullmatch(text) !== null;
}

/** @param {string} text */
function isSpace(text) {
  for (const character of text) if (!SPACES.includes(character)) return false;
  return text !== "";
}

/** @param {string} text */
function isUpper(text) {
  if (!NOT_ASCII.test(text)) return ASCII_UPPER.test(text) && !ASCII_LOWER.test(text);
  return UPPER.search(text) !== null && !LOWER.search(text) && !TITLE.search(text);
}

/** @param {string} text */
function isLower(text) {
  if (!NOT_ASCII.test(text)) return ASCII_LOWER.test(text) && !ASCII_UPPER.test(text);
  return LOWER.search(text) !== null && !UPPER.search(text) && !TITLE.search(text);
}

/** @param {string} text */
function isTitle(text) {
  if (!NOT_ASCII.test(text)) return ASCII_UPPER.test(text) && !/(?:^|[^A-Za-z])[a-z]|[A-Za-z][A-Z]/.test(text);
  let isCased = false;
  let isAny = false;
  for (const character of text) {
    if (UPPER.search(character) || TITLE.search(character)) {
      if (isCased) return false;
      isCased = isAny = true;
    } else if (LOWER.search(character)) {
      if (!isCased) return false;
      isAny = true;
    } else {
      isCased = false;
    }
  }
  return isAny;
}

/**
 * @param {string} text
 * @param {string} [characters]
 */
function stripLeft(text, characters = SPACES) {
  let start = 0;
  while (start < text.length && characters.includes(text[start])) start++;
  return text.slice(start);
}

/**
 * @param {string} text
 * @param {string} [characters]
 */
function stripRight(text, characters = SPACES) {
  let end = text.length;
  while (end > 0 && characters.includes(text[end - 1])) end--;
  return text.slice(0, end);
}

/**
 * @param {string} text
 * @param {string} [characters]
 */
function strip(text, characters = SPACES) {
  return stripLeft(stripRight(text, characters), characters);
}

/**
 * Return the words of a text that spaces of any kind divide.
 * @param {string} text
 * @returns {string[]}
 */
function splitAtSpaces(text) {
  return text.match(NOT_SPACE) ?? [];
}

/**
 * Return where `part` begins in the text from `start` to `end`, -1 where it does not; looks no further than `end`.
 * @param {string} text
 * @param {string} part
 * @param {number} start
 * @param {number} end
 */
function findBetween(text, part, start, end) {
  const at = text.slice(start, end).indexOf(part);
  return at < 0 ? -1 : start + at;
}

/**
 * Return where `character` last stands in the text from `start` to before `end`, -1 where it does not.
 * @param {string} text
 * @param {string} character
 * @param {number} start
 * @param {number} end
 */
function findLast(text, character, start, end) {
  for (let at = end - 1; at >= start; at--) if (text[at] === character) return at;
  return -1;
}

/**
 * Yield every place where `part` begins in a text; places may overlap.
 * @param {string} text
 * @param {string} part
 */
function* placesOf(text, part) {
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) yield at;
}

/**
 * Return how often a character stands in a text.
 * @param {string} text
 * @param {string} character
 */
function countOf(text, character) {
  let count = 0;
  for (let at = 0; at < text.length; at++) if (text[at] === character) count++;
  return count;
}
