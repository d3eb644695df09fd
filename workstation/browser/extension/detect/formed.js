// Findings of the classes whose form tells them: addresses, machine-readable lines, and what the forms list.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * `shapes` are parts of a reading's shape without one of which `pattern` cannot match.
 *
 * A value begins no more than `before` such a part, and ends, with what must not follow it, no more than `after` it.
 * @typedef {{dataClass: string, shapes: string[], pattern: Pattern, fits: string, score: number, last: number,
 *   isChecked: boolean, share: number, before: number, after: number}} Form
 */
/**
 * @typedef {{dataClass: string, places: (reading: Reading) => Iterable<Span>,
 *   hidden: (plain: string, start: number, end: number) => Span[], score: number}} FormedPlaces
 */

/** @type {FormedPlaces[]} */
const FORMED_PLACES = [
  { dataClass: "email", places: emails, hidden: localPart, score: FORMED_SURE },
  { dataClass: "email", places: spelledEmails, hidden: spelledLocalPart, score: FORMED_LIKELY },
  { dataClass: "ip_address", places: ipAddresses, hidden: afterFirst, score: FORMED_LIKELY },
  { dataClass: "ip_address", places: spelledIpAddresses, hidden: afterFirst, score: FORMED_LIKELY },
  { dataClass: "passport", places: passports, hidden: (plain, start, end) => allBut(plain, start, end), score: 1 },
  { dataClass: "phone", places: internationalPhones, hidden: lastFour, score: FORMED_LIKELY },
];

/** Which of these classes are asked for, made ready once. */
class Formed {
  /** @param {Set<string>} classes */
  constructor(classes) {
    this.places = FORMED_PLACES.filter((place) => classes.has(place.dataClass));
    this.forms = FORMS_FORMS.filter((form) => classes.has(form.dataClass));
    this.isAsked = this.places.length > 0 || this.forms.length > 0;
  }

  /**
   * Yield what is found, in no order.
   * @param {Reading} reading
   * @param {string | null} _labelled
   * @returns {Generator<Finding, void, undefined>}
   */
  *findings(reading, _labelled) {
    for (const { dataClass, places, hidden, score } of this.places) {
      for (const [start, end] of places(reading)) {
        yield findingOf(start, end, dataClass, hidden(reading.plain, start, end), score);
      }
    }
    if (!this.forms.length || !FORMS_GATES.some((gate) => reading.shape.includes(gate))) return;
    for (const form of this.forms) {
      for (const shape of form.shapes) if (reading.shape.includes(shape)) yield* ofForm(reading, shape, form);
    }
  }
}

/**
 * Yield what has the form, looked for around the places that have its shape.
 * @param {Reading} reading
 * @param {string} shape
 * @param {Form} form
 * @returns {Generator<Finding, void, undefined>}
 */
function* ofForm(reading, shape, form) {
  let free = 0;
  let at = reading.shape.indexOf(shape);
  while (at >= 0) {
    let past = at + shape.length;
    const match = form.pattern.search(reading.plain, Math.max(free, at - form.before), past + form.after);
    if (match && match.index <= at + 1) {
      const start = match.index;
      const end = endOf(match);
      free = past = Math.max(past, end);
      if (fitsAsked(form.fits, reading.text.slice(start, end)) && !isAnotherNumber(reading, form, start, end)) {
        yield findingOf(
          start,
          end,
          form.dataClass,
          allBut(reading.plain, start, end, { last: form.last, share: form.share }),
          form.score,
        );
      }
    }
    at = reading.shape.indexOf(shape, past);
  }
}

/**
 * Say whether words call it some other number; where check digits are right, it is what it looks like.
 * @param {Reading} reading
 * @param {Form} form
 * @param {number} start
 * @param {number} end
 */
function isAnotherNumber(reading, form, start, end) {
  if (form.isChecked) return false;
  const told = toldByWords(reading, start, end, null);
  return told !== null && FORMED_NO_PHONES.has(told);
}

/**
 * Return what hides a mail address but its first letter and its domain.
 * @param {string} plain
 * @param {number} start
 * @returns {Span[]}
 */
function localPart(plain, start) {
  let at = start + 1;
  while (!"@([{ ".includes(plain[at])) at++;
  return [[Math.min(start + 1, at - 1), at]];
}

/**
 * Return what hides an IP address but its first group.
 * @param {string} plain
 * @param {number} start
 * @param {number} end
 * @returns {Span[]}
 */
function afterFirst(plain, start, end) {
  let at = start;
  while (LETTER_OR_DIGIT.test(plain[at])) at++;
  return [[at + 1, end]];
}

/**
 * @param {string} plain
 * @param {number} start
 * @param {number} end
 */
function lastFour(plain, start, end) {
  return allBut(plain, start, end, { last: 4 });
}
