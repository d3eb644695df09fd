// Phone numbers as the people of a region write them, without a country code: judged by libphonenumber's tables.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/** Looks for numbers of these regions (ISO 3166-1), grouped as people there do. */
class NationalPhones {
  /** @param {string[]} regions */
  constructor(regions) {
    this.regions = regions;
    this.isAsked = regions.length > 0;
  }

  /**
   * Yield what is found, in order.
   * @param {Reading} _reading
   * @param {string | null} _labelled
   * @returns {Generator<Finding, void, undefined>}
   */
  *findings(_reading, _labelled) {}
}
