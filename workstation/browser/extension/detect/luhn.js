// The check digit of ISO/IEC 7812-1, annex B.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * Say whether the last of these ASCII digits is the check digit of the others.
 * @param {string} digits
 */
function luhnChecks(digits) {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 48;
    const doubled = place % 2 ? 2 * digit : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
