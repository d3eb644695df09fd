// Where the digits of a text stand: groups, and runs of groups that only separators divide.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/** Groups of digits in a text with nothing but spaces, dashes and dots between them. */
class Run {
  /**
   * @param {Reading} reading
   * @param {number[]} starts where each group starts
   * @param {number[]} sizes how many digits it has
   * @param {string[]} groups its digits
   * @param {string[]} gaps what stands between it and the next one
   */
  constructor(reading, starts, sizes, groups, gaps) {
    this.reading = reading;
    this.starts = starts;
    this.sizes = sizes;
    this.groups = groups;
    this.gaps = gaps;
  }

  /** @param {number} group */
  start(group) {
    return this.starts[group];
  }

  /** @param {number} group */
  end(group) {
    return this.starts[group] + this.sizes[group];
  }

  /**
   * Return what stands between `group` and the next one, "" outside the run.
   * @param {number} group
   */
  gap(group) {
    return this.gaps[group] ?? "";
  }

  /**
   * Say whether groups `first` to `last` are all there is.
   * @param {number} first
   * @param {number} last
   */
  isWhole(first, last) {
    return first === 0 && last === this.starts.length - 1;
  }

  /**
   * Say whether no letter touches groups `first` to `last`, and neither a phone's plus nor "0." stands before.
   *
   * The "%B" that a magnetic stripe's first track begins with (ISO/IEC 7813) is no letter of a word.
   * @param {number} first
   * @param {number} last
   */
  isFree(first, last) {
    const { text } = this.reading;
    const start = this.start(first);
    const end = this.end(last);
    const before = text.slice(Math.max(0, start - 1), start);
    if (before === "+" || (first === last && this.gap(first - 1) === ".")) return false;
    if (isOfWord(before) && text.slice(Math.max(0, start - 2), start) !== "%B") return false;
    return !isOfWord(text.slice(end, end + 1));
  }

  /**
   * Say whether the gap before or after groups `first` to `last` is like those inside them.
   * @param {number} first
   * @param {number} last
   */
  isContinued(first, last) {
    const inside = this.gaps.slice(first, last);
    return inside.includes(this.gap(first - 1)) || inside.includes(this.gap(last));
  }

  /**
   * Return the digits of groups `first` to `last`, inclusive, without what divides them.
   * @param {number} first
   * @param {number} last
   */
  digits(first, last) {
    return first === last ? this.groups[first] : this.groups.slice(first, last + 1).join("");
  }

  /**
   * Return where the `nth` digit (from 0), counted from the start of group `first`, stands in the text.
   * @param {number} first
   * @param {number} nth
   */
  position(first, nth) {
    let group = first;
    while (nth >= this.sizes[group]) {
      nth -= this.sizes[group];
      group++;
    }
    return this.starts[group] + nth;
  }

  /**
   * Return the groups from `first` to before `past` as a run of their own.
   * @param {number} first
   * @param {number} past
   */
  part(first, past) {
    return new Run(
      this.reading,
      this.starts.slice(first, past),
      this.sizes.slice(first, past),
      this.groups.slice(first, past),
      this.gaps.slice(first, past - 1),
    );
  }
}

/** @param {string} character */
function isOfWord(character) {
  return character === "_" || isAlnum(character);
}

/**
 * Runs that only tabs, line ends and slashes divide; `joined` is all of them as one, where they are few enough.
 * @typedef {{runs: Run[], joined: Run | null}} Stretch
 */

/**
 * Yield every stretch of `fewest` digits or more, or with the shape `unless`, in time linear in the text.
 *
 * Nine, eleven and twelve are fewest: a social security number's, with what divides it, a card's.
 * @param {Reading} reading
 * @param {number} fewest
 * @param {Pattern} unless
 * @returns {Generator<Stretch, void, undefined>}
 */
function* stretches(reading, fewest, unless) {
  const digits = fewest === DIGITS_FEWEST ? DIGITS_FEWEST : DIGITS_CARD;
  for (const match of /** @type {Record<number, Pattern>} */ (DIGITS_STRETCH)[fewest].finditer(reading.shape)) {
    const shape = match[0];
    if (countOf(shape, "0") < digits && !unless.search(shape)) continue;
    let start = match.index;
    for (const gap of DIGITS_WIDE_GAP.finditer(shape)) {
      yield* stretchOf(reading, start, match.index + gap.index);
      start = match.index + endOf(gap);
    }
    yield* stretchOf(reading, start, endOf(match));
  }
}

/**
 * Yield the stretch of digits from `start` to `end`, in which no gap is wide.
 * @param {Reading} reading
 * @param {number} start
 * @param {number} end
 * @returns {Generator<Stretch, void, undefined>}
 */
function* stretchOf(reading, start, end) {
  if (end - start < DIGITS_FEWEST) return;
  const whole = runOf(reading, start, end);
  if (!DIGITS_DIVIDERS.search(reading.text, start, end)) {
    if (sumOf(whole.sizes) >= DIGITS_FEWEST) yield { runs: [whole], joined: null };
    return;
  }
  const runs = [...partsOf(whole)].filter((run) => sumOf(run.sizes) >= DIGITS_FEWEST);
  yield { runs, joined: whole.starts.length <= DIGITS_MOST_JOINED ? whole : null };
}

/**
 * Yield the runs of a stretch.
 * @param {Run} whole
 */
function* partsOf(whole) {
  let first = 0;
  for (let group = 0; group < whole.gaps.length; group++) {
    if (DIGITS_DIVIDERS.search(whole.gaps[group])) {
      yield whole.part(first, group + 1);
      first = group + 1;
    }
  }
  yield whole.part(first, whole.starts.length);
}

/**
 * Return all groups of the text from `start` to `end`, which both are a digit's.
 * @param {Reading} reading
 * @param {number} start
 * @param {number} end
 */
function runOf(reading, start, end) {
  const written = reading.text.slice(start, end);
  const groups = written.split(/[^0-9]+/);
  const gaps = written.split(/[0-9]+/).slice(1, -1);
  const starts = [];
  const sizes = [];
  let at = start;
  for (let group = 0; group < groups.length; group++) {
    starts.push(at);
    sizes.push(groups[group].length);
    at += groups[group].length + (gaps[group]?.length ?? 0);
  }
  return new Run(reading, starts, sizes, groups, gaps);
}

/** @param {number[]} sizes */
function sumOf(sizes) {
  return sizes.reduce((sum, size) => sum + size, 0);
}
