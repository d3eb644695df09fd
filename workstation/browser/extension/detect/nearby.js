// The value that stands near a phrase: close behind it, or right before it.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * Return the first value that fits after the phrase that ends at `end`, where it is sure enough.
 *
 * What stands between the two takes off from how sure it is, and the words of another class all of it.
 * @param {Reading} reading
 * @param {Telling} one
 * @param {Value} value
 * @param {number} end
 * @param {number} limit
 * @param {boolean} isWeak
 * @returns {Finding | null}
 */
function valueAfter(reading, one, value, end, limit, isWeak) {
  const { shape } = reading;
  if (shape[end] === "0" && shape[end + 1] !== "a" && shape[end + 1] !== "0") end++;
  const place = firstThatFits(reading, one, value, end, limit);
  if (place === null) return null;
  const [start, stop] = place;
  const words = wordsIn(reading.letters.slice(end, start));
  if (words.length && isAnother(words, one.own)) return null;
  const score = sureness(words, reading.plain.slice(end, start), { isWeak, aWordCosts: value.aWordCosts });
  return score >= FINDING_FLOOR ? findingOfValue(value, reading, start, stop, score) : null;
}

/**
 * Return where the first value from `end` on stands that begins before `limit`, close before its first digit.
 * @param {Reading} reading
 * @param {Telling} one
 * @param {Value} value
 * @param {number} end
 * @param {number} limit
 * @returns {Span | null}
 */
function firstThatFits(reading, one, value, end, limit) {
  let first = end;
  if (value.needsDigit) {
    const digit = findBetween(reading.shape, "0", end, limit + NEARBY_MOST_AHEAD);
    if (digit < 0) return null;
    first = Math.max(end, digit - NEARBY_MOST_AHEAD);
  }
  const last = Math.min(limit, first + Math.floor(PHRASES_REACH / 2)) + NEARBY_LONGEST;
  const view = viewOfValue(reading, value);
  if (reading.shape[end] === "0") {
    const glued = value.pattern.match(view.slice(end, last));
    if (glued && fitsAsked(value.fits, reading.text.slice(end, end + glued[0].length)))
      return [end, end + glued[0].length];
  }
  for (const match of matchesOfValue(value, view, first, last)) {
    const [start, stop] = spanOfValue(match);
    if (start >= limit) return null;
    if (fitsAsked(value.fits, reading.text.slice(start, stop))) return [start, stop];
  }
  return null;
}

/**
 * @param {Value} value
 * @param {string} text
 * @param {number} first
 * @param {number} last
 * @returns {Iterable<RegExpExecArray>}
 */
function matchesOfValue(value, text, first, last) {
  if (!value.isAtOnce) return value.pattern.finditer(text, first, last);
  const match = value.pattern.match(text, first, last);
  return match ? [match] : [];
}

/**
 * Return the value that ends where the phrase found by the word at `start` begins, if no other words claim it.
 * @param {Reading} reading
 * @param {Telling} one
 * @param {Value} value
 * @param {number} start
 * @returns {Finding | null}
 */
function valueBefore(reading, one, value, start) {
  if (value.needsDigit && findBetween(reading.shape, "0", Math.max(0, start - NEARBY_LOOK_BACK), start) < 0)
    return null;
  const begin = phraseStart(reading.letters, start, one.phrase.before.length);
  const end = endBefore(reading, begin);
  if (!end || (value.needsDigit && reading.shape[end - 1] !== "0")) return null;
  if (value.before && !wordsIn(reading.letters.slice(end, begin)).some((word) => VOCABULARY_IS_WORDS.has(word)))
    return null;
  const pattern = value.before ?? value.pattern;
  for (const match of pattern.finditer(viewOfValue(reading, value), Math.max(0, end - NEARBY_LOOK_BACK), end)) {
    if (endOf(match) === end && fitsAsked(value.fits, reading.text.slice(match.index, end))) {
      const ahead = Math.max(0, match.index - Math.floor(NEARBY_LOOK_BACK / 2));
      if (!isAnother(wordsIn(reading.letters.slice(ahead, match.index)), one.own)) {
        return findingOfValue(value, reading, match.index, end, CONTEXT_STRONG - NEARBY_BEHIND);
      }
    }
  }
  return null;
}

/**
 * Return where the phrase starts that has this many words before the one at `start`.
 * @param {string} letters
 * @param {number} start
 * @param {number} words
 */
function phraseStart(letters, start, words) {
  const first = Math.max(0, start - NEARBY_LOOK_BACK);
  let left = letters.slice(first, start);
  for (let word = 0; word < words; word++) {
    left = stripRight(left);
    left = left.slice(0, left.lastIndexOf(" ") + 1);
  }
  return first + left.length;
}

/**
 * Return where what stands right before `start` ends; 0 if it is further off than "is my" reaches.
 *
 * One word of a name may stand behind that: "is your Google" verification code.
 * @param {Reading} reading
 * @param {number} start
 */
function endBefore(reading, start) {
  const first = Math.max(0, start - NEARBY_TOUCHING);
  let close = withoutSaying(stripRight(reading.plain.slice(first, start), NEARBY_BETWEEN));
  const name = close.slice(close.lastIndexOf(" ") + 1);
  if (isAlpha(name) && !VOCABULARY_IS_WORDS.has(name)) {
    const ahead = stripRight(close.slice(0, close.length - name.length), NEARBY_BETWEEN);
    const said = withoutSaying(ahead);
    if (splitAtSpaces(ahead.slice(said.length)).some((word) => VOCABULARY_IS_WORDS.has(word))) close = said;
  }
  return close ? first + close.length : 0;
}

/**
 * Return a text without "is my" at its end.
 * @param {string} close
 */
function withoutSaying(close) {
  while (close) {
    const last = close.slice(close.lastIndexOf(" ") + 1);
    if (!VOCABULARY_SAYING_WORDS.has(last)) break;
    close = stripRight(close.slice(0, close.length - last.length), NEARBY_BETWEEN);
  }
  return close;
}
