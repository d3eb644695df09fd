// What a phrase is about: the offer that expires, the device whose phone it is.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * Say whether a word just before the one at `start`, in the same breath, is for something else that expires.
 *
 * Between the word for another class and this one there may be no number either.
 * @param {Reading} reading
 * @param {Telling} one
 * @param {number} start
 */
function isOfAnother(reading, one, start) {
  const sentence = wordsOfBreath(SUBJECTS_SENTENCE, reading, start);
  if (classesTold(sentence).includes(VOCABULARY_OTHER)) return true;
  if (SUBJECTS_LOT.search(reading.plain, Math.max(0, start - SUBJECTS_LOOK_BACK), start)) return true;
  return classesTold(wordsOfBreath(SUBJECTS_BREATH, reading, start)).some((told) => !one.own.has(told));
}

/**
 * @param {Pattern} breath
 * @param {Reading} reading
 * @param {number} start
 */
function wordsOfBreath(breath, reading, start) {
  const said = breath.search(reading.plain, Math.max(0, start - SUBJECTS_LOOK_BACK), start);
  return said ? wordsIn(reading.letters.slice(said.index, start)).slice(-SUBJECTS_SUBJECT) : [];
}

/**
 * Say whether the word at `start` only names whose number follows, as in "serial number of the phone".
 * @param {Reading} reading
 * @param {number} start
 */
function isOwnedByAnother(reading, start) {
  const words = wordsIn(reading.letters.slice(Math.max(0, start - SUBJECTS_LOOK_BACK), start));
  let isOf = false;
  while (words.length && VOCABULARY_FILLERS.has(words[words.length - 1])) {
    isOf = VOCABULARY_OF_WORDS.has(/** @type {string} */ (words.pop())) || isOf;
  }
  return isOf && classesTold(words.slice(-1)).includes(VOCABULARY_OTHER);
}

/** @param {string[]} words */
function classesTold(words) {
  return words.flatMap((_, at) => toldAt(words, at).map((told) => told.dataClass));
}
