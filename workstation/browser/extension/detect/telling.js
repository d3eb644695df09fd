// The phrases of some classes made ready: which word finds them, and how their values look.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * A phrase with how its values look; `own` are the classes whose words may stand between the two.
 * @typedef {{phrase: Phrase, value: Value | null, own: Set<string>}} Telling
 */
/**
 * The phrases that one word finds, the longest first; `value` is null where a class is not asked for.
 *
 * `behind` has those that may stand where a certain word is right before it, `first` those that begin with it.
 * It `isEnough` where no word around it says more; `isDigitless` where one of its values needs no digit.
 * @typedef {{first: Telling[], behind: Map<string, Telling[]>, isEnough: boolean, isDigitless: boolean}} Found
 */

/**
 * Return the phrases that one word finds, for the classes of `values`.
 * @param {Phrase[]} phrases
 * @param {Map<string, Value>} values
 * @returns {Found}
 */
function foundBy(phrases, values) {
  /** @type {Map<string, Telling[]>} */
  const byWord = new Map();
  let isDigitless = false;
  for (const phrase of phrases) {
    const value = values.get(phrase.dataClass) ?? null;
    const telling = { phrase, value, own: new Set([phrase.dataClass, ...(value?.ignored ?? [])]) };
    const word = phrase.before[phrase.before.length - 1] ?? "";
    const some = byWord.get(word);
    if (some) some.push(telling);
    else byWord.set(word, [telling]);
    isDigitless ||= value !== null && !value.needsDigit;
  }
  const first = byWord.get("") ?? [];
  byWord.delete("");
  const behind = new Map();
  for (const [word, some] of byWord) {
    behind.set(
      word,
      [...some, ...first].sort((one, other) => other.phrase.size - one.phrase.size),
    );
  }
  const isEnough = !behind.size && !first.some((one) => one.phrase.size || one.phrase.isWeak);
  return { first, behind, isEnough, isDigitless };
}
