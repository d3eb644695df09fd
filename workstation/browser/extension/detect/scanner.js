// The detector: which parts of a text are sensitive, and which of their characters a mask hides.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * A text and its label ("" where it has none) to findings, in order, not overlapping, in UTF-16 code units.
 * @typedef {(text: string, label: string) => Finding[]} Scan
 */

/** @type {Map<string, Finders>[]} */
const FINDERS_OF_ONE = [new Map(), new Map()];
/** @type {Finding[]} */
const NO_FINDINGS = [];

/**
 * Return what finds values of these classes, made ready once; phones also as the people of `regions` write them.
 * @param {string[]} classes
 * @param {string[]} [regions]
 * @returns {Scan}
 */
function makeScan(classes, regions = []) {
  const asked = classes.filter((dataClass) => CLASSES_ALL.includes(dataClass));
  const finders = new Finders(new Set(asked), regions);
  const gate = new Gate(asked, asked.includes("phone") ? regions : []);
  /** @type {Tell} */
  const tell = (caption) => watchedLabelClass(caption, asked);

  /**
   * @param {string} folded
   * @param {string} written
   * @param {string | null} labelled
   */
  const findings = (folded, written, labelled) => {
    const reading = read(folded);
    const found = finders.findings(reading, labelled);
    for (const { start, end, dataClass, isSaid } of captioned(written, tell)) {
      const inside = findersOfOne(dataClass, isSaid).findings(partOf(reading, start, end), dataClass);
      for (const finding of inside) found.push(moved(finding, start));
    }
    return apart(found);
  };

  return (text, label) => {
    const labelled = label ? labelClass(label) : null;
    if (labelled === null && gate.holdsNothing(text)) return NO_FINDINGS;
    if (hasInvisible(text)) {
      const seen = seenOf(text);
      return placed(seen.gaps, inUnits(seen.text, labelled, findings));
    }
    return inUnits(text, labelled, findings);
  };
}

/**
 * @param {string} text
 * @param {string | null} labelled
 * @param {(folded: string, written: string, labelled: string | null) => Finding[]} findings
 */
function inUnits(text, labelled, findings) {
  if (!hasPairs(text)) return findings(text, text, labelled);
  const { written, folded, gaps } = singled(text);
  return findings(folded, written, labelled).map((one) =>
    placedBy(one, (start, end) => [start + placesUpTo(gaps, start), end + placesUpTo(gaps, end)]),
  );
}

/**
 * Return what looks for one class alone, as in a cell below its name, or in an answer.
 * @param {string} dataClass
 * @param {boolean} isSaid
 * @returns {Finders}
 */
function findersOfOne(dataClass, isSaid) {
  const known = FINDERS_OF_ONE[Number(isSaid)];
  let finders = known.get(dataClass);
  if (!finders) known.set(dataClass, (finders = new Finders(new Set([dataClass]), [], isSaid)));
  return finders;
}
