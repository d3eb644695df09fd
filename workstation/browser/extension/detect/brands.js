// Which numbers card brands issue: issuer ranges of ISO/IEC 7812 with the lengths in use.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * Say whether a brand issues numbers that begin so and are this long; `inContext` admits rare lengths.
 * @param {string} digits
 * @param {{inContext: boolean}} how
 */
function isIssued(digits, { inContext }) {
  /** @type {Record<number, number[]>} */
  const known = inContext ? BRANDS_EDGES_IN_CONTEXT : BRANDS_EDGES;
  const edges = known[digits.length] ?? [];
  const issuer = Number(digits.slice(0, BRANDS_IIN));
  let passed = 0;
  while (passed < edges.length && edges[passed] <= issuer) passed++;
  return passed % 2 === 1;
}
