// Values found from the words that tell them: where a word stands, the value is looked for near it.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/** The words of some classes, made ready once, each when a text first holds it. */
class TellingWords {
  /**
   * @param {Value[]} values
   * @param {(word: string) => Phrase[] | undefined} [phrases]
   */
  constructor(values, phrases = phrasesAt) {
    this.phrases = phrases;
    this.values = new Map(values.map((value) => [value.dataClass, value]));
    /** @type {Map<string, Found | null>} */
    this.found = new Map();
    this.isAsked = values.length > 0;
  }

  /**
   * Yield what the telling words of the text point at, and what the label tells.
   * @param {Reading} reading
   * @param {string | null} labelled
   * @returns {Generator<Finding, void, undefined>}
   */
  *findings(reading, labelled) {
    const { letters } = reading;
    let start = 0;
    for (let end = 0; end <= letters.length; end++) {
      if (end < letters.length && letters.charCodeAt(end) >= FIRST_LETTER) continue;
      const found = start < end ? this.foundBy(letters.slice(start, end)) : null;
      if (found && (found.isDigitless || hasDigitsNear(reading, start, end))) {
        yield* nearWord(reading, found, start, end);
      }
      start = end + 1;
    }
    const value = labelled === null ? undefined : this.values.get(labelled);
    if (value) yield* labelledValues(reading, value);
  }

  /**
   * Return what a word finds, null where it tells none of the classes.
   * @param {string} word
   * @returns {Found | null}
   */
  foundBy(word) {
    const known = this.found.get(word);
    if (known !== undefined) return known;
    const phrases = this.phrases(word);
    if (!phrases) return null;
    const isOurs = phrases.some((phrase) => this.values.has(phrase.dataClass));
    const found = isOurs ? foundBy(phrases, this.values) : null;
    this.found.set(word, found);
    return found;
  }
}

/**
 * Yield every value of a text whose label tells its class.
 * @param {Reading} reading
 * @param {Value} value
 */
function* labelledValues(reading, value) {
  for (const match of (value.labelled ?? value.pattern).finditer(viewOfValue(reading, value))) {
    const [start, end] = spanOfValue(match);
    const isFit = value.labelCountsAll || fitsAsked(value.fitsLabelled || value.fits, reading.text.slice(start, end));
    if (isFit) yield findingOfValue(value, reading, start, end, TOLD_LABELLED);
  }
}

/**
 * Say whether digits stand right before a word, or after it with so few words between that they may be told.
 * @param {Reading} reading
 * @param {number} start
 * @param {number} end
 */
function hasDigitsNear(reading, start, end) {
  const first = findBetween(reading.shape, "0", end, end + PHRASES_REACH);
  if (first >= 0) {
    if (first <= end + TOLD_MOST) return true;
    const between = reading.letters.slice(end, first).match(/[a-z#]+/g) ?? [];
    if (between.length <= TOLD_MOST) return true;
    if (between.filter((word) => !VOCABULARY_FILLERS.has(word)).length <= TOLD_MOST) return true;
  }
  return findBetween(reading.shape, "0", Math.max(0, start - TOLD_LOOK_BACK), start) >= 0;
}

/**
 * Yield what the phrases found by the word from `start` to `end` point at; the longest phrases count.
 * @param {Reading} reading
 * @param {Found} found
 * @param {number} start
 * @param {number} end
 * @returns {Generator<Finding, void, undefined>}
 */
function* nearWord(reading, found, start, end) {
  if (found.isEnough) {
    for (const one of found.first) {
      const value = toldBy(reading, one, start, end, null);
      if (value) yield value;
    }
    return;
  }
  const left = wordsIn(reading.letters.slice(Math.max(0, start - TOLD_LOOK_BACK), start));
  const some = left.length ? (found.behind.get(left[left.length - 1]) ?? found.first) : found.first;
  if (!some.length) return;
  const words = [...left, reading.letters.slice(start, end), ...wordsIn(reading.letters.slice(end, end + TOLD_NEXT))];
  const at = left.length;
  let longest = 0;
  for (const one of some) {
    const { phrase } = one;
    if (phrase.size < longest) break;
    if (phrase.size && !standsAt(phrase, words, at)) continue;
    const saysLittle = phrase.isWeak || phrase.needsNumber;
    const following = saysLittle ? words.slice(at + 1 + phrase.after.length) : [];
    const isWeak = saysLittle && !isNumbered(left.slice(0, at - phrase.before.length), following);
    if (isWeak && phrase.needsNumber) continue;
    longest = phrase.size;
    const value = toldBy(reading, one, start, end, isWeak ? following : null);
    if (value) yield value;
  }
}

/**
 * Return the value that a phrase tells, found by its word from `start` to `end`.
 *
 * `following` are the words after a phrase that says little alone: they limit how far it reaches.
 * @param {Reading} reading
 * @param {Telling} one
 * @param {number} start
 * @param {number} end
 * @param {string[] | null} following
 * @returns {Finding | null}
 */
function toldBy(reading, one, start, end, following) {
  const { value } = one;
  if (value === null) return null;
  if (one.phrase.isCapital && !isNamed(reading, value, start, end)) return null;
  if (value.hasSubject && isOfAnother(reading, one, start)) return null;
  const last = phraseEnd(reading.letters, end, one.phrase);
  if (following !== null) {
    const limit = value.isAtOnce ? last + PHRASES_REACH : weakEnd(reading, last, following);
    return valueAfter(reading, one, value, last, limit, true);
  }
  if (value.isOwned && isOwnedByAnother(reading, start)) return null;
  const after = valueAfter(reading, one, value, last, last + PHRASES_REACH, false);
  return after ?? (TOLD_KEY.match(reading.text, last) ? null : valueBefore(reading, one, value, start));
}

/**
 * Say whether "number" follows a phrase, or "number of (the)" stands before it, in any of the languages.
 * @param {string[]} left
 * @param {string[]} following
 */
function isNumbered(left, following) {
  return (following.length > 0 && VOCABULARY_NUMBER_WORDS.has(following[0])) || isNumberOf(left);
}

/**
 * @param {string} letters
 * @param {number} end
 * @param {Phrase} phrase
 */
function phraseEnd(letters, end, phrase) {
  for (const word of phrase.after) {
    const sign = word === "no" ? findBetween(letters, "#", end, end + TOLD_NEXT) : -1;
    const at = findBetween(letters, word, end, end + TOLD_NEXT + word.length);
    end = sign >= 0 && !(at >= 0 && at < sign) ? sign + 1 : at + word.length;
  }
  return end;
}

/**
 * Return how far a weak phrase reaches: to the first word that says something and does not begin the value.
 * @param {Reading} reading
 * @param {number} end
 * @param {string[]} following
 */
function weakEnd(reading, end, following) {
  if (!following.length || VOCABULARY_FILLERS.has(following[0])) return end + PHRASES_REACH;
  const at = reading.letters.indexOf(following[0], end);
  return reading.shape[at + following[0].length] === "0" ? at + 1 : at;
}
