// The vocabulary made ready to be looked up: each phrase under the word that the others of it are found by.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * Words before and after the one it is found by; `isWeak` says little alone, `needsNumber` nothing.
 * @typedef {{before: string[], after: string[], dataClass: string, isWeak: boolean, needsNumber: boolean,
 *   isCapital: boolean, size: number}} Phrase
 */
/**
 * The class that a phrase tells, how strongly, and which words it is: from `first` to before `past`.
 * @typedef {{dataClass: string, isWeak: boolean, first: number, past: number}} Told
 */

/** @type {Map<string, Phrase[] | string> | null} */
let phrasesByWord = null;

/**
 * Return every phrase under its word: made ready for words that are one alone, written where there is more to say.
 * @returns {Map<string, Phrase[] | string>}
 */
function phrasesOfTables() {
  /** @type {Map<string, Phrase[] | string>} */
  const found = new Map();
  for (const [dataClass, words] of Object.entries(PHRASES_ALONE)) {
    const alone = [phraseOf([], [], dataClass, "")];
    for (const word of words.split(" ")) found.set(word, alone);
  }
  for (const line of PHRASES_WRITTEN.split("\n")) {
    const end = line.indexOf(":");
    found.set(line.slice(0, end), line.slice(end + 1));
  }
  return found;
}

/**
 * @param {string[]} before
 * @param {string[]} after
 * @param {string} dataClass
 * @param {string} marks "?" for a weak one, "!" for one that needs a number, "^" for one in capitals
 * @returns {Phrase}
 */
function phraseOf(before, after, dataClass, marks) {
  const needsNumber = marks.includes("!");
  const size = before.length + after.length + Number(needsNumber);
  return { before, after, dataClass, isWeak: marks.includes("?"), needsNumber, isCapital: marks.includes("^"), size };
}

/**
 * Return the phrases that a word finds, the longest first; none where it finds none.
 * @param {string} word
 * @returns {Phrase[] | undefined}
 */
function phrasesAt(word) {
  phrasesByWord ??= phrasesOfTables();
  const known = phrasesByWord.get(word);
  if (typeof known !== "string") return known;
  const some = known.split(";").map((written) => {
    const [before, after, rank, marks] = written.split(",");
    const dataClass = CLASSES_ALL[Number(rank)] ?? VOCABULARY_OTHER;
    return phraseOf(before ? before.split(" ") : [], after ? after.split(" ") : [], dataClass, marks);
  });
  phrasesByWord.set(word, some);
  return some;
}

/**
 * Return what the longest phrase says that is found by the word `words[at]`: several classes may share it.
 * @param {string[]} words
 * @param {number} at
 * @returns {Told[]}
 */
function toldAt(words, at) {
  const word = words[at];
  const some = phrasesAt(word) ?? (word.endsWith("s") ? phrasesAt(word.slice(0, -1)) : undefined);
  if (!some) return NOTHING_TOLD;
  const told = [];
  let longest = 0;
  for (const phrase of some) {
    if (phrase.size < longest) break;
    if (!standsAt(phrase, words, at)) continue;
    const past = at + 1 + phrase.after.length;
    const isNumbered = past < words.length && VOCABULARY_NUMBER_WORDS.has(words[past]);
    if (isNumbered || !phrase.needsNumber) {
      longest = phrase.size;
      const isWeak = phrase.isWeak && !isNumbered;
      told.push({ dataClass: phrase.dataClass, isWeak, first: at - phrase.before.length, past });
    }
  }
  return told;
}

/** @type {Told[]} */
const NOTHING_TOLD = [];

/**
 * Say whether it is part of a longer phrase.
 * @param {Told} one
 * @param {Told} other
 */
function isInsideOther(one, other) {
  return other.first <= one.first && one.past <= other.past && other.past - other.first > one.past - one.first;
}

/**
 * Say whether these words end with "number of (the)", in any of the languages.
 * @param {string[]} words
 */
function isNumberOf(words) {
  const count = words.length;
  return (
    count > 1 &&
    VOCABULARY_OF_WORDS.has(words[count - 1]) &&
    words.slice(-3, -1).some((word) => VOCABULARY_NUMBER_WORDS.has(word))
  );
}

/**
 * Say whether the words around `words[at]`, by which it was found, are those of `phrase`.
 * @param {Phrase} phrase
 * @param {string[]} words
 * @param {number} at
 */
function standsAt(phrase, words, at) {
  const { before, after } = phrase;
  if (before.length > at || at + after.length >= words.length) return false;
  for (let nth = 0; nth < before.length; nth++) if (words[at - before.length + nth] !== before[nth]) return false;
  for (let nth = 0; nth < after.length; nth++) if (words[at + 1 + nth] !== after[nth]) return false;
  return true;
}
