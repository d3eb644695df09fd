// All ways to find the values of some classes in one reading.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/** What looks for these classes, made ready once; in an answer a labelled value has words around it. */
class Finders {
  /**
   * @param {Set<string>} classes
   * @param {string[]} [regions]
   * @param {boolean} [isSaid]
   */
  constructor(classes, regions = [], isSaid = false) {
    const asked = VALUES_VALUES.filter((value) => classes.has(value.dataClass));
    const values = isSaid ? asked.map((value) => ({ ...value, labelled: value.said ?? value.labelled })) : asked;
    const phones = new NationalPhones(classes.has("phone") ? regions : []);
    const ways = [new TellingWords(values), new Numbers(classes), new Formed(classes), phones];
    this.ways = ways.filter((way) => way.isAsked);
  }

  /**
   * Return what a text holds whose label tells the class `labelled`, in no order.
   * @param {Reading} reading
   * @param {string | null} labelled
   * @returns {Finding[]}
   */
  findings(reading, labelled) {
    const found = [];
    for (const way of this.ways) for (const finding of way.findings(reading, labelled)) found.push(finding);
    return found;
  }
}
