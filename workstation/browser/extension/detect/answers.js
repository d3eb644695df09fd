// What is said after a question, or after a request, that names a value.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * Yield the turn after every question or request that tells a class, in time linear in the text.
 * @param {string[]} lines
 * @param {Tell} tell
 * @returns {Generator<Part, void, undefined>}
 */
function* answers(lines, tell) {
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at];
    if (!isEnded(line) && !isSpace(line.slice(-1))) continue;
    const asked = stripRight(line).slice(-ANSWERS_LONGEST_QUESTION);
    const sentence = isEnded(asked) && isAsking(asked) ? lastSentence(asked) : "";
    const promised = isAsking(sentence) && !ANSWERS_LONG_NUMBER.search(sentence) ? tell(sentence) : null;
    const row = promised ? nextSaid(lines, at + 1) : -1;
    if (promised && row >= 0) {
      const said = ANSWERS_SPEAKER.match(lines[row]);
      const start = said ? endOf(said) : 0;
      yield { row, start, end: Math.min(lines[row].length, start + ANSWERS_LONGEST_ANSWER), promised };
    }
  }
}

/**
 * Return which of the next lines holds more than a name, -1 where none does.
 * @param {string[]} lines
 * @param {number} first
 */
function nextSaid(lines, first) {
  const past = Math.min(lines.length, first + ANSWERS_LINES_TO_AN_ANSWER);
  for (let row = first; row < past; row++) if (isSaid(lines[row])) return row;
  return -1;
}

/** @param {string} line */
function isEnded(line) {
  return ANSWERS_ENDS.some((end) => line.endsWith(end));
}

/** @param {string} asked */
function lastSentence(asked) {
  let start = 0;
  for (const match of ANSWERS_SENTENCE.finditer(asked)) start = endOf(match);
  return asked.slice(start);
}

/**
 * Say whether a sentence is a question or a request.
 * @param {string} sentence
 */
function isAsking(sentence) {
  if (sentence.endsWith("?")) {
    return ANSWERS_ASKED.search(sentence, Math.max(0, sentence.length - ANSWERS_LONGEST_CLOSE)) !== null;
  }
  return splitAtSpaces(sentence).some((word) => ANSWERS_REQUESTS.has(word));
}

/**
 * Say whether a line holds more than the name of who says the next one.
 * @param {string} line
 */
function isSaid(line) {
  return strip(line) !== "" && !ANSWERS_HEADING.fullmatch(line);
}
