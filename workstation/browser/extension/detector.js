// The detector that the page's eyes ask: every class until the seat says which, those of its policy from then on.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/** What looks for the classes of one policy. */
class Detector {
  constructor() {
    this.take(CLASSES_ALL, []);
  }

  /**
   * Look for `classes` from now on, for phone numbers as the people of `regions` write them.
   *
   * @param {readonly string[]} classes
   * @param {readonly string[]} regions
   */
  take(classes, regions) {
    this._classes = classes;
    this._scan = makeScan(classes, regions);
  }

  /** @param {string} text @param {string} label @returns {Finding[]} what `text` holds under its label */
  scan(text, label) {
    return this._scan(text, label);
  }

  /** @param {string} label @returns {string | null} which of the classes `label` promises */
  labelClass(label) {
    return watchedLabelClass(label, this._classes);
  }

  /** @param {string} dataClass */
  watches(dataClass) {
    return this._classes.includes(dataClass);
  }
}
