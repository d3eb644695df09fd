// Words that name a value from further off: the head of its column, the question before it.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * The part of a text from `start` to `end`, the class that its caption promises, and whether it is an answer.
 * @typedef {{start: number, end: number, dataClass: string, isSaid: boolean}} Captioned
 */

/**
 * Yield every cell below a head that tells a class, and the turn after a question that does; linear in time.
 * @param {string} text
 * @param {Tell} tell
 * @returns {Generator<Captioned, void, undefined>}
 */
function* captioned(text, tell) {
  if (!text.includes("\n")) return;
  const lines = text.split("\n");
  const starts = [0];
  for (const line of lines) starts.push(starts[starts.length - 1] + line.length + 1);
  for (const { row, start, end, promised } of cells(lines, tell)) {
    yield { start: starts[row] + start, end: starts[row] + end, dataClass: promised, isSaid: false };
  }
  for (const { row, start, end, promised } of answers(lines, tell)) {
    yield { start: starts[row] + start, end: starts[row] + end, dataClass: promised, isSaid: true };
  }
}
