// Payment card numbers: 12 to 19 digits that a brand issues, with a right check digit, grouped as people group them.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * Return the last group of the longest card number that starts with group `first`, null where none does.
 *
 * `labelled` is the class that the label tells. Under a card's label every number of that length counts.
 * @param {Run} run
 * @param {number} first
 * @param {string | null} labelled
 * @returns {number | null}
 */
function matchCard(run, first, labelled) {
  const ends = cardEnds(run, first);
  for (let at = ends.length - 1; at >= 0; at--) if (isCard(run, first, ends[at], labelled)) return ends[at];
  return null;
}

/**
 * Return the last group of a card that tabs, line ends or slashes divide, null where none starts with `first`.
 *
 * Numbers in a column look like that too: words have to call it a card, or nothing else of the column be left and
 * the grouping be a card's, with no word for another number before it.
 * @param {Run} run
 * @param {number} first
 * @param {string | null} labelled
 * @returns {number | null}
 */
function matchJoinedCard(run, first, labelled) {
  for (const last of cardEnds(run, first).reverse()) {
    if (labelled === "card_number" && run.isWhole(first, last)) return last;
    const digits = run.digits(first, last);
    if (isIssued(digits, { inContext: true }) && luhnChecks(digits) && isJoinedCard(run, first, last, labelled))
      return last;
  }
  return null;
}

/**
 * Return how sure a match is: the more where words call it a card.
 * @param {Run} run
 * @param {number} first
 * @param {number} last
 * @param {string | null} labelled
 */
function cardScore(run, first, last, labelled) {
  return toldOfCard(run, first, last, labelled) === "card_number" ? CARD_NUMBER_TOLD : CARD_NUMBER_ALONE;
}

/**
 * Return what a mask hides: all but the first six and last four digits (PCI DSS 4.0.1 §3.4.1).
 * @param {Run} run
 * @param {number} first
 * @param {number} last
 * @returns {Span[]}
 */
function cardHidden(run, first, last) {
  const count = sumOf(run.sizes.slice(first, last + 1));
  const start = run.position(first, CARD_NUMBER_LEGIBLE_FIRST);
  return [[start, run.position(first, count - CARD_NUMBER_LEGIBLE_LAST - 1) + 1]];
}

/**
 * Return the groups with which a number from `first` on has a card's length; at most nineteen are looked at.
 * @param {Run} run
 * @param {number} first
 * @returns {number[]}
 */
function cardEnds(run, first) {
  /** @type {number[]} */
  const ends = [];
  if (first > 0 && run.sizes[first] < CARD_NUMBER_WIDE && !startsEvenly(run, first)) return ends;
  const start = run.start(first);
  const mask = CARD_NUMBER_MASK;
  if (run.reading.text.slice(Math.max(0, start - mask.length), start) === mask) return ends; // the end of another card
  let total = 0;
  const past = Math.min(run.sizes.length, first + CARD_NUMBER_LONGEST);
  for (let last = first; last < past; last++) {
    total += run.sizes[last];
    if (total > CARD_NUMBER_LONGEST) break;
    if (total >= CARD_NUMBER_SHORTEST) ends.push(last);
  }
  return ends;
}

/**
 * Say whether narrow groups of one size begin here, and enough of them to look further.
 * @param {Run} run
 * @param {number} first
 */
function startsEvenly(run, first) {
  const { sizes } = run;
  const size = sizes[first];
  if (sizes[first - 1] === size) return false;
  return sizes[first + 1] === size && sizes[first + 2] === size && sizes[first + 3] === size;
}

/**
 * @param {Run} run
 * @param {number} first
 * @param {number} last
 * @param {string | null} labelled
 */
function isCard(run, first, last, labelled) {
  if (labelled === "card_number" && run.isWhole(first, last)) return true;
  const digits = run.digits(first, last);
  if (!isIssued(digits, { inContext: true }) || !luhnChecks(digits)) return false;
  if (isIssued(digits, { inContext: false }) && run.isFree(first, last) && isGroupedAsCard(run, first, last))
    return true;
  return isToldCard(run, first, last, labelled);
}

/**
 * Say whether words call it a card; then letters may touch it, and the grouping is free if nothing else is near.
 * @param {Run} run
 * @param {number} first
 * @param {number} last
 * @param {string | null} labelled
 */
function isToldCard(run, first, last, labelled) {
  if (!run.isWhole(first, last) && !isGroupedAsCard(run, first, last)) return false;
  return toldOfCard(run, first, last, labelled) === "card_number";
}

/**
 * @param {Run} run
 * @param {number} first
 * @param {number} last
 * @param {string | null} labelled
 */
function toldOfCard(run, first, last, labelled) {
  return toldByWords(run.reading, run.start(first), run.end(last), labelled, CARD_NUMBER_BESIDE_CARDS);
}

/**
 * @param {Run} run
 * @param {number} first
 * @param {number} last
 * @param {string | null} labelled
 */
function isJoinedCard(run, first, last, labelled) {
  const told = toldOfCard(run, first, last, labelled);
  if (told === "card_number") return true;
  const { sizes } = run;
  const isEven = sizes.every((size) => size === sizes[0]) && CARD_NUMBER_EVEN.has(sizes[0]);
  if (!isEven && !CARD_NUMBER_LAYOUTS.has(sizes.join())) return false;
  const isAlone = told === null && run.isWhole(first, last) && run.isFree(first, last);
  return isAlone && isIssued(run.digits(first, last), { inContext: false });
}

/**
 * Say whether a person would group a card so: in one piece, evenly, or in a brand's own layout.
 * @param {Run} run
 * @param {number} first
 * @param {number} last
 */
function isGroupedAsCard(run, first, last) {
  if (first === last) return true;
  const sizes = run.sizes.slice(first, last + 1);
  // more digits may follow after the same gap only where spaces divide wide groups
  if (run.isContinued(first, last) && !(sizes[0] >= CARD_NUMBER_WIDE && isSpace(run.gap(first)))) return false;
  const end = sizes[sizes.length - 1];
  return (
    CARD_NUMBER_LAYOUTS.has(sizes.join()) || (sizes.slice(0, -1).every((size) => size === sizes[0]) && end <= sizes[0])
  );
}
