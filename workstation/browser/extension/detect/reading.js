// A text as the detector reads it: the same length throughout, so that an offset in one view is one in all.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const BEYOND_LATIN = /[^\x00-\xff]/;
const EACH_BEYOND_LATIN = /[^\x00-\xff]/g;
const LATIN_ONLY = /[\x80-\xff]/;
const TO_PLAIN = codesOf(READING_PLAIN);
const TO_LETTERS = codesOf(READING_LETTERS);
const TO_SHAPE = codesOf(READING_SHAPE);
const UNKNOWN_CODE = 0x3f;
const DASH_CODE = 0x2d;
const DOT_CODE = 0x2e;
const SHORT = 2048;
const LETTER_CODES = new Uint8Array(SHORT);
const DECODER = new TextDecoder("latin1");

/** @type {Map<string, string> | null} */
let folds = null;

/** @param {string} written */
function codesOf(written) {
  return Uint8Array.from(written, (character) => character.charCodeAt(0));
}

/**
 * Return every foreign digit, wide letter, space, dash and dot with the ASCII character it stands for.
 * @returns {Map<string, string>}
 */
function foldsOf() {
  if (folds) return folds;
  folds = new Map();
  for (const zero of FOREIGN_ZEROS) {
    const code = /** @type {number} */ (zero.codePointAt(0));
    for (let digit = 0; digit < 10; digit++) folds.set(String.fromCodePoint(code + digit), String(digit));
  }
  for (let code = FOREIGN_WIDE[0]; code < FOREIGN_WIDE[1]; code++) {
    folds.set(String.fromCharCode(code), String.fromCharCode(code - FOREIGN_WIDE_TO_ASCII));
  }
  const signs = [
    [FOREIGN_SPACES, " "],
    [FOREIGN_DASHES, "-"],
    [FOREIGN_DOTS, "."],
    [FOREIGN_SLASHES, "/"],
  ];
  for (const [characters, plain] of signs) for (const character of characters) folds.set(character, plain);
  return folds;
}

/**
 * Return `text` with foreign digits, wide letters, spaces, dashes and dots as ASCII; each keeps its place.
 * @param {string} text
 */
function fold(text) {
  if (BEYOND_LATIN.test(text)) {
    const known = foldsOf();
    text = text.replace(EACH_BEYOND_LATIN, (character) => known.get(character) ?? character);
  }
  if (!LATIN_ONLY.test(text)) return text;
  return text.replaceAll("\u00a0", " ").replaceAll("\u00ad", "-").replaceAll("\u00b7", ".");
}

/**
 * The views of one text, each made when it is first looked at, in time linear in it.
 *
 * `text` keeps its case; `plain` is in lower case without accents; `letters` has spaces for all but letters and "#".
 * `shape` has "0" for a digit, "a" for a letter, "-" for a space, dash or slash, "." for a dot and "x" for the rest.
 * `dense` is the shape without what divides digits: the only view with offsets of its own.
 */
class Reading {
  /** @param {string} folded */
  constructor(folded) {
    this.text = folded;
    /** @type {string | null} */
    this.madePlain = null;
    /** @type {string | null} */
    this.madeLetters = null;
    /** @type {string | null} */
    this.madeShape = null;
    /** @type {string | null} */
    this.madeDense = null;
  }

  get plain() {
    return (this.madePlain ??= viewOf(this.text, TO_PLAIN));
  }

  get letters() {
    return (this.madeLetters ??= viewOf(this.text, TO_LETTERS));
  }

  get shape() {
    return (this.madeShape ??= viewOf(this.text, TO_SHAPE));
  }

  get dense() {
    return (this.madeDense ??= this.shape.replace(/[\-.]+/g, ""));
  }
}

/**
 * Return the views of `text`.
 * @param {string} text
 */
function read(text) {
  return new Reading(fold(text));
}

/**
 * Return the views of the text's part from `start` to `end`.
 * @param {Reading} reading
 * @param {number} start
 * @param {number} end
 */
function partOf(reading, start, end) {
  return new Reading(reading.text.slice(start, end));
}

/**
 * Return a text with every character as `table` has it; one beyond Latin-1 reads as "?".
 * @param {string} text
 * @param {Uint8Array} table
 * @returns {string}
 */
function viewOf(text, table) {
  const length = text.length;
  const codes = length <= SHORT ? LETTER_CODES : new Uint8Array(length);
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    codes[at] = table[code < 256 ? code : UNKNOWN_CODE];
  }
  const part = codes.subarray(0, length);
  return length <= 256 ? String.fromCharCode.apply(null, /** @type {any} */ (part)) : DECODER.decode(part);
}
