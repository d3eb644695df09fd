// Fields: what they are called, and what they hold. Nothing here changes a page.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const WRITTEN = new Set("text tel number email search url password date month week datetime-local".split(" "));
const PRESSED = new Set("button submit reset".split(" "));
const AUTOCOMPLETED = new Map([
  ["cc-number", "card_number"],
  ["cc-csc", "card_verification"],
  ["cc-exp", "card_expiry"],
  ["cc-exp-month", "card_expiry"],
  ["cc-exp-year", "card_expiry"],
  ["bday", "date_of_birth"],
  ["current-password", "password"],
  ["new-password", "password"],
  ["one-time-code", "one_time_code"],
]);

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Field */
/** @typedef {{classes: string[], shown: string[]}} Judged */
/** @typedef {{promised: string[], naming: string}} Called the classes that a field was made for; the words that name it */

/**
 * Say whether text is written or shown in `element`.
 *
 * @param {unknown} element
 * @returns {element is Field}
 */
function isField(element) {
  if (element instanceof HTMLTextAreaElement) return true;
  return element instanceof HTMLInputElement && (WRITTEN.has(element.type) || PRESSED.has(element.type));
}

/** Knows what fields are called, until it is told to forget it. */
class Fields {
  /** @param {Detector} detector */
  constructor(detector) {
    this._detector = detector;
    /** @type {WeakMap<Field, Called>} */
    this._called = new WeakMap();
  }

  /** Forget what fields are called: something in the document is another than it was. */
  forget() {
    this._called = new WeakMap();
  }

  /**
   * Return the classes that `field` is of by the standard's token, its type, its label, or what it holds.
   *
   * @param {Field} field
   * @returns {Judged} `classes` without doubles, the one that it was made for first; `shown` that of every value in it
   */
  judge(field) {
    let called = this._called.get(field);
    if (!called) this._called.set(field, (called = this._callingOf(field)));
    const { value } = field;
    const held = value ? this._detector.scan(value, called.naming).map((finding) => finding.dataClass) : [];
    if (!held.length) return { classes: called.promised, shown: value ? called.promised.slice(0, 1) : [] };
    return { classes: [...new Set([...called.promised, ...held])], shown: held };
  }

  /** @param {Field} field @returns {Called} */
  _callingOf(field) {
    const labels = labelsOf(field);
    const told = labels.map((label) => this._detector.labelClass(label));
    const promised = [
      ...field.autocomplete.split(/\s+/).map((token) => AUTOCOMPLETED.get(token)),
      field.type === "password" ? "password" : null,
      ...told,
    ].filter((dataClass) => dataClass && this._detector.watches(dataClass));
    const naming = labels[told.findIndex((dataClass) => dataClass !== null)] ?? labels[0] ?? "";
    return { promised: /** @type {string[]} */ ([...new Set(promised)]), naming };
  }
}

/**
 * Return the words that name `field`, the surest first.
 *
 * @param {Field} field
 * @returns {string[]}
 */
function labelsOf(field) {
  const labels = [...(field.labels ?? [])].map((label) => label.textContent ?? "").join(" ");
  const said = [labels, field.getAttribute("aria-label"), namedBy(field), field.placeholder, field.name, field.id];
  const named = said.filter((words) => words?.trim()).map((words) => /** @type {string} */ (words).trim());
  return named.length && labels ? named : [...named, wordsBefore(field)].filter((words) => words);
}
