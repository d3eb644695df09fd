// Tells in well under a microsecond of most texts that they hold nothing: no digit, no sign, no telling word.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const APART = 0;
const DIGIT = 60;
const COLON = 61;
const BRACKET = 62;
const LINE_END = 63;
const UNSURE = 64;
const HASHES = 1 << 16;
const MIX = 0x9e3779b1;
const LAST_S = 19;
const FEWEST_OF_AN_ADDRESS = 4;
const FEWEST_OF_A_FORM = 6;
const FEWEST_OF_A_PHONE = 7;
const FEWEST_OF_A_CARD = 12;
const AT_SIGN = /^. ?at/i;
const V6_SIGN = /::|:[0-9a-f]{0,4}:[0-9a-f]{0,4}:[0-9a-f]{0,4}:/i;
const DOT = "[.\u2024\u2027\u22c5\u30fb\uff65\u3002\ufe52\xb7]";
const SAID_ADDRESS = new RegExp(`dot|punkt|\\s${DOT}\\s`, "i");
const SEPARATOR = "[ \\-_/\\t\\r\\n.]";
// an address of version 4, in whichever way; an Indian tax number; what may be folded
const MAYBE_SHORT = /[0-9]\.[0-9]{1,3}\.[0-9]|[([{] ?\.| \. |dot|[a-z]{5}[0-9]{4}[a-z]|[^\x00-\x7f]/i;
const MAYBE_FORMED = new RegExp(
  [
    `[0-9]{3}${SEPARATOR}[0-9]{3}|[0-9]{4}[a-z]|[0-9]{2}${SEPARATOR}[a-z](?![a-z0-9])|[0-9][a-z]{6}`, // FORMS_GATES
    `[0-9]{3}${SEPARATOR}{1,3}[0-9]{2}${SEPARATOR}{1,3}[0-9]{4}`, // a social security number
    `[a-z]{2}[0-9]{2}|(?:^|${SEPARATOR})[a-z]{2}${SEPARATOR}[0-9]{2}`, // an IBAN
    "[0-9][oil][0-9]|[+<]", // a disguised card, a phone, a passport's lines
  ].join("|"),
  "i",
);
const OTHER_IN_CAPTIONS = /[a-z][A-Z]|[\xaa\xb2\xb3\xb5\xb9\xba\xbc-\xbe\xdf]|[^\x00-\xff]/;

const WORD_AT = hashOf("at");

/** What every code unit is to the gate: a letter (1 to 26), or one of the above. */
const KINDS = kindsOfCodes();

function kindsOfCodes() {
  const kinds = new Uint8Array(1 << 16);
  for (let code = 0; code < 256; code++) {
    const plain = TO_LETTERS[code];
    if (plain >= FIRST_LETTER) kinds[code] = plain - FIRST_LETTER + 1;
    if (TO_SHAPE[code] === 0x30) kinds[code] = DIGIT;
  }
  kinds.fill(UNSURE, 0xd800, 0xe000);
  kinds.fill(UNSURE, FOREIGN_WIDE[0], FOREIGN_WIDE[1]);
  for (const zero of FOREIGN_ZEROS) {
    if (zero.length === 1) kinds.fill(DIGIT, zero.charCodeAt(0), zero.charCodeAt(0) + 10);
  }
  for (const character of GATE_INVISIBLE) kinds[character.charCodeAt(0)] = UNSURE;
  kinds[0x0a] = LINE_END;
  kinds[0x3a] = COLON;
  kinds[0x28] = kinds[0x5b] = BRACKET;
  kinds[0x40] = UNSURE;
  return kinds;
}

/** What the gate looks for where these classes are asked for, made ready once. */
class Gate {
  /**
   * @param {string[]} classes
   * @param {string[]} regions
   */
  constructor(classes, regions) {
    this.mostDigits = regions.length ? FEWEST_OF_A_PHONE : FEWEST_OF_A_CARD;
    /** Which words may tell something, by two hashes: bit 1 in any text, bit 2 in one with digits. */
    this.telling = new Uint8Array(HASHES);
    this.tellingToo = new Uint8Array(HASHES);
    const digitless = VALUES_VALUES.filter((value) => !value.needsDigit).map((value) => value.dataClass);
    for (const dataClass of classes) {
      const bits = digitless.includes(dataClass) ? 3 : 2;
      for (const hash of hashesOf(GATE_TELLING[dataClass])) {
        this.add(hash, bits);
        if (bits & 1) this.add((Math.imul(hash, 31) + LAST_S) | 0, bits);
      }
    }
    for (const word of ["arroba", "arobase"]) this.add(hashOf(word), 3);
  }

  /**
   * @param {number} hash
   * @param {number} bits
   */
  add(hash, bits) {
    this.telling[(hash ^ (hash >>> 16)) & (HASHES - 1)] |= bits;
    this.tellingToo[Math.imul(hash, MIX) >>> 16] |= bits;
  }

  /**
   * Say whether a text without a label that tells a class surely holds no value; most texts of a page do.
   * @param {string} text
   * @returns {boolean}
   */
  holdsNothing(text) {
    const { telling, tellingToo } = this;
    const { length } = text;
    let hash = 0;
    let told = 0;
    let digits = 0;
    let colons = 0;
    let hasAt = false;
    let hasLines = false;
    for (let place = 0; place <= length; place++) {
      const kind = place < length ? KINDS[text.charCodeAt(place)] : APART;
      if (kind !== APART && kind < DIGIT) {
        hash = (Math.imul(hash, 31) + kind) | 0;
        continue;
      }
      if (hash !== 0) {
        told |= telling[(hash ^ (hash >>> 16)) & (HASHES - 1)] & tellingToo[Math.imul(hash, MIX) >>> 16];
        hasAt ||= hash === WORD_AT;
        hash = 0;
      }
      if (kind === APART) continue;
      if (kind === UNSURE) return false;
      if (kind === DIGIT) digits++;
      else if (kind === COLON) colons++;
      else if (kind === LINE_END) hasLines = true;
      else if (AT_SIGN.test(text.slice(place, place + 4))) return false;
    }
    if (told & 1 || (told && digits > 0) || digits >= this.mostDigits) return false;
    if (digits >= FEWEST_OF_AN_ADDRESS && MAYBE_SHORT.test(text)) return false;
    if (digits >= FEWEST_OF_A_FORM && MAYBE_FORMED.test(text)) return false;
    if (colons > 1 && V6_SIGN.test(text)) return false;
    if (hasAt && SAID_ADDRESS.test(text)) return false;
    return !(hasLines && (digits > 0 || OTHER_IN_CAPTIONS.test(text)) && strip(text).includes("\n"));
  }
}

/**
 * Return hashes that were written in base 64.
 * @param {string} written
 */
function hashesOf(written) {
  const bytes = atob(written);
  const hashes = new Int32Array(bytes.length / 4);
  for (let at = 0; at < bytes.length; at++) hashes[at >> 2] |= bytes.charCodeAt(at) << (8 * (at & 3));
  return hashes;
}

/**
 * Return the hash of a word of ASCII letters in lower case.
 * @param {string} word
 */
function hashOf(word) {
  let hash = 0;
  for (let at = 0; at < word.length; at++) hash = (Math.imul(hash, 31) + word.charCodeAt(at) - FIRST_LETTER + 1) | 0;
  return hash;
}
