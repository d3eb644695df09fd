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

/**
 * Return the classes that `field` is of by the standard's token, its type, its label, or what it holds.
 *
 * @param {Field} field
 * @param {Detector} detector
 * @returns {string[]} without doubles, the one that it was made for first
 */
function classesOf(field, detector) {
  const labels = labelsOf(field);
  const promised = [
    ...field.autocomplete.split(/\s+/).map((token) => AUTOCOMPLETED.get(token)),
    field.type === "password" ? "password" : undefined,
    ...labels.map((label) => detector.labelClass(label)),
  ].filter((dataClass) => dataClass && detector.watches(dataClass));
  const named = labels.find((label) => detector.labelClass(label)) ?? labels[0] ?? "";
  const held = field.value ? detector.scan(field.value, named).map((finding) => finding.dataClass) : [];
  return /** @type {string[]} */ ([...new Set([...promised, ...held])]);
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
