// Findings of the classes that a policy defines itself.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const OWN_ALONE = 0.8;

/**
 * A class of the policy's own, as the seat tells it: a pattern, check digits, what stays legible, words, labels.
 * @typedef {{id: string, source: string, flags: string, check: string, first: number, last: number,
 *   labels: string[], phrases: ({word: string} & Omit<Phrase, "dataClass">)[]}} OwnClass
 */

/** The classes of a policy, made ready once: those with words are looked for beside them only. */
class OwnClasses {
  /** @param {OwnClass[]} own */
  constructor(own) {
    this.alone = own.filter((one) => !one.phrases.length).map((one) => ({ one, pattern: patternOfOwn(one) }));
    const told = own.filter((one) => one.phrases.length);
    const phrases = phrasesOfOwn(told);
    this.telling = new TellingWords(told.map(valueOfOwn), (word) => phrases.get(word));
  }

  /**
   * Yield what is found.
   * @param {Reading} reading
   * @returns {Generator<Finding, void, undefined>}
   */
  *findings(reading) {
    for (const { one, pattern } of this.alone) {
      for (const match of pattern.finditer(reading.text)) {
        const start = match.index;
        const end = endOf(match);
        if (end === start || !OWN_CHECKS[one.check](match[0])) continue;
        yield findingOf(start, end, one.id, allBut(reading.plain, start, end, one), OWN_ALONE);
      }
    }
    if (this.telling.isAsked) yield* this.telling.findings(reading, null);
  }
}

/** @param {OwnClass} one */
function patternOfOwn(one) {
  return new Pattern(one.source, one.flags);
}

/**
 * @param {OwnClass} one
 * @returns {Value}
 */
function valueOfOwn(one) {
  return {
    dataClass: one.id,
    pattern: patternOfOwn(one),
    fits: one.check,
    first: one.first,
    last: one.last,
    isChecked: false,
    aWordCosts: 0.1,
    ignored: [],
    hasSubject: false,
    isOwned: false,
    labelCountsAll: false,
    needsDigit: false,
    share: 2,
    hide: "",
    labelled: null,
    said: null,
    fitsLabelled: "",
    inCapitals: true,
    isAtOnce: false,
    before: null,
  };
}

/**
 * @param {OwnClass[]} own
 * @returns {Map<string, Phrase[]>}
 */
function phrasesOfOwn(own) {
  /** @type {Map<string, Phrase[]>} */
  const found = new Map();
  for (const one of own) {
    for (const { word, ...phrase } of one.phrases) {
      const some = found.get(word) ?? [];
      some.push({ ...phrase, dataClass: one.id });
      found.set(word, some);
    }
  }
  for (const some of found.values()) some.sort((one, other) => other.size - one.size);
  return found;
}
