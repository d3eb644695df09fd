// What a scan finds: a span of the text, its class, the parts of it that a mask hides, and how sure it is.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/** @typedef {{start: number, end: number, dataClass: string, hidden: Span[], score: number}} Finding */

/**
 * @param {number} start
 * @param {number} end
 * @param {string} dataClass
 * @param {Span[]} hidden
 * @param {number} [score]
 * @returns {Finding}
 */
function findingOf(start, end, dataClass, hidden, score = 1) {
  return { start, end, dataClass, hidden, score };
}

/**
 * Return `findings` in order without overlaps: of two that share a character the surer one.
 *
 * Of two that are as sure, the one with check digits counts, then the longer, then the class that is listed first.
 * @param {Finding[]} findings
 * @returns {Finding[]}
 */
function apart(findings) {
  if (findings.length < 2) return findings;
  const kept = [];
  let best = null;
  for (const finding of [...findings].sort(byPlace)) {
    if (best === null || finding.start >= best.end) {
      if (best !== null) kept.push(best);
      best = finding;
    } else if (isWeightier(finding, best) && !isEndOfSecret(finding, best)) {
      best = finding;
    }
  }
  if (best !== null) kept.push(best);
  return kept;
}

/**
 * Say whether a secret is only the end of a longer one: "pw" in the midst of a password tells none.
 * @param {Finding} finding
 * @param {Finding} best
 */
function isEndOfSecret(finding, best) {
  return finding.dataClass === "password" && best.dataClass === "password" && finding.end <= best.end;
}

/**
 * Return the same finding, `by` characters further on.
 * @param {Finding} finding
 * @param {number} by
 * @returns {Finding}
 */
function moved(finding, by) {
  return placedBy(finding, (start, end) => [start + by, end + by]);
}

/**
 * Return the same finding where `place` says that its spans are.
 * @param {Finding} finding
 * @param {(start: number, end: number) => Span} place
 * @returns {Finding}
 */
function placedBy(finding, place) {
  const [start, end] = place(finding.start, finding.end);
  const hidden = finding.hidden.map((span) => place(span[0], span[1]));
  return findingOf(start, end, finding.dataClass, hidden, finding.score);
}

/**
 * @param {Finding} one
 * @param {Finding} other
 */
function byPlace(one, other) {
  const byClass = rankOf(one.dataClass) - rankOf(other.dataClass);
  return one.start - other.start || other.end - one.end || byClass || other.score - one.score;
}

/** @param {string} dataClass */
function rankOf(dataClass) {
  const rank = CLASSES_ALL.indexOf(dataClass);
  return rank < 0 ? CLASSES_ALL.length : rank;
}

/**
 * @param {Finding} one
 * @param {Finding} other
 */
function isWeightier(one, other) {
  const byTrack = Number(one.dataClass === "track_data") - Number(other.dataClass === "track_data");
  if (byTrack) return byTrack > 0;
  if (one.score !== other.score) return one.score > other.score;
  const byCheck = Number(FINDING_CHECKED.has(one.dataClass)) - Number(FINDING_CHECKED.has(other.dataClass));
  return byCheck ? byCheck > 0 : one.end - one.start > other.end - other.start;
}
