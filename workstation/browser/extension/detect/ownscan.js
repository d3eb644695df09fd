// A scan that also finds the classes of a policy's own, in texts and under their labels.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/** Which labels have the words of a class of a policy's own. */
class OwnLabels {
  /** @param {OwnClass[]} own */
  constructor(own) {
    this.words = own.flatMap(({ id, labels }) => labels.map((label) => ({ label, id })));
  }

  /**
   * Return the first class that `label` promises, null where it promises none.
   * @param {string} label
   * @returns {string | null}
   */
  of(label) {
    if (!this.words.length) return null;
    const said = ` ${wordsIn(read(label).letters).join(" ")} `;
    return this.words.find((one) => said.includes(one.label))?.id ?? null;
  }
}

/**
 * Return what finds all that `scan` finds, and beside it what the classes of a policy's own find.
 *
 * A class of one's own never takes the place of one that `scan` looks for: what is covered stays covered.
 * @param {Scan} scan
 * @param {OwnClass[]} own
 * @returns {Scan}
 */
function makeOwnScan(scan, own) {
  const labels = new OwnLabels(own);
  const classes = new OwnClasses(own);
  const told = own.filter((one) => one.phrases.length);
  const underLabel = new Map(told.map((one) => [one.id, new OwnClasses([{ ...one, phrases: [] }])]));
  /** @type {Tell} */
  const tell = (caption) => labels.of(caption);

  /**
   * @param {string} folded
   * @param {string} written
   * @param {string | null} labelled
   */
  const findings = (folded, written, labelled) => {
    const reading = read(folded);
    const found = [...classes.findings(reading)];
    if (labelled !== null) found.push(...(underLabel.get(labelled)?.findings(reading) ?? []));
    for (const { start, end, dataClass } of underLabel.size ? captioned(written, tell) : []) {
      const inside = underLabel.get(dataClass)?.findings(partOf(reading, start, end)) ?? [];
      for (const finding of inside) found.push(moved(finding, start));
    }
    return apart(found);
  };

  return (text, label) => {
    const found = scan(text, label);
    const labelled = label ? labels.of(label) : null;
    const seen = hasInvisible(text) ? seenOf(text) : null;
    const ours = inUnits(seen ? seen.text : text, labelled, findings);
    const beside = (seen ? placed(seen.gaps, ours) : ours).flatMap((one) => piecesOf(one, found));
    return beside.length ? [...found, ...beside].sort((one, other) => one.start - other.start) : found;
  };
}

/**
 * Return what `found`, which is in order, leaves of `own`.
 * @param {Finding} own
 * @param {Finding[]} found
 */
function piecesOf(own, found) {
  const pieces = [];
  let { start } = own;
  for (const each of found) {
    if (each.end <= own.start) continue;
    if (each.start >= own.end) break;
    if (start < each.start) pieces.push(pieceOf(own, start, each.start));
    start = Math.max(start, each.end);
  }
  if (start < own.end) pieces.push(pieceOf(own, start, own.end));
  return pieces;
}

/**
 * @param {Finding} own
 * @param {number} start
 * @param {number} end
 * @returns {Finding}
 */
function pieceOf(own, start, end) {
  const cut = own.hidden.map(([first, last]) => /** @type {Span} */ ([Math.max(start, first), Math.min(end, last)]));
  return { ...own, start, end, hidden: cut.filter(([first, last]) => first < last) };
}
