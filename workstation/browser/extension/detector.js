// The detector that the page's eyes ask: every class until the seat says which, those of its policy from then on.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const LONGEST_KNOWN = 256;
const MOST_KNOWN = 4096;

/** What looks for the classes of one policy. */
class Detector {
  constructor() {
    /** @type {string[]} */
    this._classes = [];
    /** @type {Scan} */
    this._scan = () => NO_FINDINGS;
    this._own = new OwnLabels([]);
    /** Whether a label may tell a value without digits. */
    this.isDigitless = false;
    /** Short texts that held nothing: pages show the same ones over and over. @type {Set<string>} */
    this._plain = new Set();
    this.take(CLASSES_ALL, [], []);
  }

  /**
   * Look for `classes` from now on, phone numbers as the people of `regions` write them, `own` as the policy says.
   *
   * @param {string[]} classes
   * @param {string[]} regions
   * @param {OwnClass[]} own
   */
  take(classes, regions, own) {
    this._classes = classes;
    this._own = new OwnLabels(own);
    const scan = makeScan(classes, regions);
    this._scan = own.length ? makeOwnScan(scan, own) : scan;
    this.isDigitless = own.length > 0;
    this._plain.clear();
  }

  /** @param {string} text @param {string} label @returns {Finding[]} what `text` holds under its label */
  scan(text, label) {
    if (text.length > LONGEST_KNOWN) return this._scan(text, label);
    const known = label ? `${label}\n${text}` : text;
    if (this._plain.has(known)) return NO_FINDINGS;
    const found = this._scan(text, label);
    if (!found.length) {
      if (this._plain.size >= MOST_KNOWN) this._plain.clear();
      this._plain.add(known);
    }
    return found;
  }

  /** @param {string} label @returns {string | null} which of the classes `label` promises */
  labelClass(label) {
    return watchedLabelClass(label, this._classes) ?? this._own.of(label);
  }

  /** @param {string} dataClass */
  watches(dataClass) {
    return this._classes.includes(dataClass);
  }
}
