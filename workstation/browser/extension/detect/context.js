// What the words around a value say it is, and how sure that makes us.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const FIRST_LETTER = 0x61;
const NUMBER_SIGN = 0x23;

/**
 * Return the words of a piece of a reading's letters; "#" reads as "no".
 * @param {string} letters
 * @returns {string[]}
 */
function wordsIn(letters) {
  const words = [];
  let start = -1;
  for (let at = 0; at <= letters.length; at++) {
    const code = at < letters.length ? letters.charCodeAt(at) : 0;
    if (code >= FIRST_LETTER) {
      if (start < 0) start = at;
      continue;
    }
    if (start >= 0) words.push(letters.slice(start, at));
    if (code === NUMBER_SIGN) words.push("no");
    start = -1;
  }
  return words;
}

/**
 * Return how sure a phrase makes a value behind it, with these words and this text between the two.
 *
 * An unknown word costs little where a colon or "is" stands right before the value: "the BIC of our branch is".
 * @param {string[]} words
 * @param {string} between
 * @param {{isWeak: boolean, aWordCosts: number}} phrase
 */
function sureness(words, between, { isWeak, aWordCosts }) {
  let cost = 0;
  if (words.length) {
    const unknown = words.filter((word) => !VOCABULARY_FILLERS.has(word)).length;
    if (unknown && aWordCosts > CONTEXT_SAID_COST && CONTEXT_IS.search(between)) aWordCosts = CONTEXT_SAID_COST;
    cost = unknown * Math.max(aWordCosts, isWeak ? CONTEXT_WEAK_COST : 0);
  }
  const said = strip(between, CONTEXT_SAYS_NOTHING);
  if (said && !isAlpha(said)) {
    cost += CONTEXT_NUMBER_COST * [...CONTEXT_NUMBER.finditer(between)].length;
    cost += CONTEXT_CLAUSE_COST * [...CONTEXT_CLAUSE.finditer(between)].length;
  }
  return (isWeak ? CONTEXT_WEAK : CONTEXT_STRONG) - cost;
}

/**
 * Say whether one of these words tells a class that is not among `own`.
 * @param {string[]} words
 * @param {Set<string>} own
 */
function isAnother(words, own) {
  return words.some((word, at) => {
    if (VOCABULARY_FILLERS.has(word)) return false;
    const told = toldAt(words, at);
    return told.length > 0 && !told.some((one) => own.has(one.dataClass));
  });
}

/**
 * Return the class that the nearest word tells: the last before `start`, else the first after `end`.
 *
 * Without a word near by, it is the class that the label tells. "other" is a word for some other number.
 * @param {Reading} reading
 * @param {number} start
 * @param {number} end
 * @param {string | null} labelled
 * @param {string[]} [ignored]
 * @returns {string | null}
 */
function toldByWords(reading, start, end, labelled, ignored = []) {
  const before = wholeWords(reading, Math.max(0, start - CONTEXT_BEFORE), start);
  for (let at = before.length - 1; at >= 0; at--) {
    const told = nearestTold(before, at, ignored);
    if (told) return told;
  }
  const after = wholeWords(reading, end, end + CONTEXT_AFTER);
  for (let at = 0; at < after.length; at++) {
    const told = nearestTold(after, at, ignored);
    if (told) return told;
  }
  return labelled;
}

/**
 * Say whether what stands at `start` is called some other number right before: "order no.", "ref:".
 * @param {Reading} reading
 * @param {number} start
 */
function isCalledAnother(reading, start) {
  const reach = Math.max(0, start - CONTEXT_BEFORE);
  const words = wholeWords(reading, Math.max(reach, findLast(reading.shape, "0", reach, start) + 1), start);
  while (words.length && VOCABULARY_FILLERS.has(words[words.length - 1])) words.pop();
  return words.length > 0 && toldAt(words, words.length - 1).some((told) => told.dataClass === VOCABULARY_OTHER);
}

/**
 * Return the words between two places, without the first where it began before.
 * @param {Reading} reading
 * @param {number} start
 * @param {number} end
 */
function wholeWords(reading, start, end) {
  const words = wordsIn(reading.letters.slice(start, end));
  const { text } = reading;
  return start > 0 && start < text.length && isAlpha(text[start - 1]) && isAlpha(text[start]) ? words.slice(1) : words;
}

/**
 * @param {string[]} words
 * @param {number} at
 * @param {string[]} ignored
 */
function nearestTold(words, at, ignored) {
  for (const told of toldAt(words, at)) {
    if (!ignored.includes(told.dataClass) && (!told.isWeak || told.dataClass === CONTEXT_ACCOUNT))
      return told.dataClass;
  }
  return null;
}
