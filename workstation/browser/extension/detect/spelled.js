// Addresses with their signs in words or brackets, as they are told on the phone and written past filters.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * Yield start and end of every such mail address; "at" between two words counts where words tell an address.
 * @param {Reading} reading
 * @returns {Generator<Span, void, undefined>}
 */
function* spelledEmails(reading) {
  const { plain } = reading;
  if (!SPELLED_MAIL_GATES.some((gate) => plain.includes(gate))) return;
  for (const sign of SPELLED_AT.finditer(plain)) {
    const domain = SPELLED_DOMAIN.match(plain, endOf(sign));
    const local = domain && SPELLED_LOCAL.search(plain, Math.max(0, sign.index - SPELLED_LONGEST_LOCAL), sign.index);
    if (domain && local && (isMeantAsSign(reading, sign) || isToldAs(reading, local.index, endOf(domain), "email"))) {
      yield [local.index, endOf(domain)];
    }
  }
}

/**
 * Say whether a sign is more than the word "at": in brackets, in capitals, or a word for nothing else.
 * @param {Reading} reading
 * @param {RegExpExecArray} sign
 */
function isMeantAsSign(reading, sign) {
  return sign[0] !== SPELLED_PLAIN_AT || isUpper(reading.text.slice(sign.index, endOf(sign)));
}

/**
 * @param {Reading} reading
 * @param {number} start
 * @param {number} end
 * @param {string} dataClass
 */
function isToldAs(reading, start, end, dataClass) {
  return toldByWords(reading, start, end, null) === dataClass;
}

/**
 * Yield start and end of every such IPv4 address; without brackets words have to tell it.
 * @param {Reading} reading
 * @returns {Generator<Span, void, undefined>}
 */
function* spelledIpAddresses(reading) {
  const { plain } = reading;
  if (!SPELLED_IP_GATES.some((gate) => plain.includes(gate))) return;
  for (const match of SPELLED_IP.finditer(plain)) {
    const inBrackets = strip(match.groups?.dot ?? "", " .dot") !== "";
    if (inBrackets || isToldAs(reading, match.index, endOf(match), "ip_address")) yield [match.index, endOf(match)];
  }
}

/**
 * Return what hides such a mail address but its first letter and its domain.
 * @param {string} plain
 * @param {number} start
 * @param {number} end
 * @returns {Span[]}
 */
function spelledLocalPart(plain, start, end) {
  const sign = SPELLED_AT.search(plain, start, end);
  return sign && sign.index > start + 1 ? [[start + 1, sign.index]] : [[start, end]];
}
