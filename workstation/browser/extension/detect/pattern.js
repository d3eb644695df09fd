// Regular expressions as the Python detector uses them: from a place, up to an end, whole.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const LONG_SOURCE = 100;
const LONG_TEXT = " ".repeat(1024);

/**
 * Return an expression ready to be used.
 *
 * The engines of Chromium and Firefox interpret an expression first, and making a long one ready for that takes them
 * five times as long as compiling it; before a long text they compile at once.
 * @param {string} source
 * @param {string} flags
 */
function compiled(source, flags) {
  const expression = new RegExp(source, flags);
  if (source.length > LONG_SOURCE) {
    expression.lastIndex = LONG_TEXT.length;
    expression.exec(LONG_TEXT);
  }
  return expression;
}

/** One expression, compiled when it is first used; a text's end is where a search ends, its start always the text's. */
class Pattern {
  /**
   * @param {string} source in JavaScript's own syntax
   * @param {string} [flags]
   */
  constructor(source, flags = "") {
    this.source = source;
    this.flags = flags;
    /** @type {RegExp | null} */
    this.searching = null;
    /** @type {RegExp | null} */
    this.matching = null;
    /** @type {RegExp | null} */
    this.whole = null;
  }

  /**
   * Return the first match that begins at `start` or later and ends by `end`.
   * @param {string} text
   * @param {number} [start]
   * @param {number} [end]
   * @returns {RegExpExecArray | null}
   */
  search(text, start = 0, end = text.length) {
    const expression = (this.searching ??= compiled(this.source, `g${this.flags}`));
    expression.lastIndex = start;
    return expression.exec(end < text.length ? text.slice(0, Math.max(0, end)) : text);
  }

  /**
   * Return the match that begins at `start`.
   * @param {string} text
   * @param {number} [start]
   * @param {number} [end]
   * @returns {RegExpExecArray | null}
   */
  match(text, start = 0, end = text.length) {
    const expression = (this.matching ??= compiled(this.source, `y${this.flags}`));
    expression.lastIndex = start;
    return expression.exec(end < text.length ? text.slice(0, Math.max(0, end)) : text);
  }

  /**
   * Return the match that is all of the text from `start` to `end`.
   * @param {string} text
   * @param {number} [start]
   * @param {number} [end]
   * @returns {RegExpExecArray | null}
   */
  fullmatch(text, start = 0, end = text.length) {
    const expression = (this.whole ??= compiled(`(?:${this.source})$`, `y${this.flags}`));
    expression.lastIndex = start;
    return expression.exec(end < text.length ? text.slice(0, Math.max(0, end)) : text);
  }

  /**
   * Yield every match from `start` on, in order, not overlapping.
   * @param {string} text
   * @param {number} [start]
   * @param {number} [end]
   * @returns {Generator<RegExpExecArray, void, undefined>}
   */
  *finditer(text, start = 0, end = text.length) {
    const part = end < text.length ? text.slice(0, Math.max(0, end)) : text;
    for (let match = this.search(part, start); match; match = this.search(part, start)) {
      yield match;
      start = match[0] ? match.index + match[0].length : match.index + 1;
    }
  }
}

/**
 * Return where a match ends.
 * @param {RegExpExecArray} match
 */
function endOf(match) {
  return match.index + match[0].length;
}

/**
 * Return start and end of a match's last group that holds something, of all of it where none does.
 * @param {RegExpExecArray} match
 * @returns {[number, number]}
 */
function spanOfValue(match) {
  for (let group = match.length - 1; group > 0; group--) {
    const place = match.indices?.[group];
    if (place) return place;
  }
  return [match.index, endOf(match)];
}

/**
 * Return start and end of a named group that took part in a match.
 * @param {RegExpExecArray} match
 * @param {string} name
 * @returns {[number, number]}
 */
function spanOfGroup(match, name) {
  return match.indices?.groups?.[name] ?? [match.index, endOf(match)];
}
