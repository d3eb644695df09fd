// Addresses of the internet: mail addresses, and IP addresses of both versions.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * Yield start and end of every mail address; "(at)" and "(dot)" count where they stand for the signs.
 * @param {Reading} reading
 * @returns {Generator<Span, void, undefined>}
 */
function* emails(reading) {
  const { plain } = reading;
  for (const sign of ADDRESSES_SIGNS) {
    for (const at of placesOf(plain, sign)) {
      const match = isHandle(plain, at) ? null : ADDRESSES_AT.match(plain, at);
      const place = match && aroundSign(plain, at, endOf(match));
      if (place) yield place;
    }
  }
}

/**
 * Say whether a sign begins a name, as in "write to @ana".
 * @param {string} plain
 * @param {number} at
 */
function isHandle(plain, at) {
  return plain[at] === "@" && at > 0 && isSpace(plain[at - 1]) && isAlnum(plain.slice(at + 1, at + 2));
}

/**
 * Return start and end of the mail address whose sign is from `at` to `after`.
 * @param {string} plain
 * @param {number} at
 * @param {number} after
 * @returns {Span | null}
 */
function aroundSign(plain, at, after) {
  const first = Math.max(0, at - ADDRESSES_LONGEST_LOCAL);
  let local = stripRight(plain.slice(first, at));
  local = stripLeft(local.slice(stripRight(local, ADDRESSES_LOCAL).length), ADDRESSES_NO_BEGINNING);
  const domain = ADDRESSES_DOMAIN.match(plain, after);
  if (!local || !domain || !ADDRESSES_TOP.search(domain[0]) || ADDRESSES_PATH.match(plain, endOf(domain))) return null;
  return [first + plain.slice(first, at).lastIndexOf(local), endOf(domain)];
}

/**
 * Yield start and end of every IP address that no word for a version or a section stands before.
 * @param {Reading} reading
 * @returns {Generator<Span, void, undefined>}
 */
function* ipAddresses(reading) {
  const { plain } = reading;
  for (const shape of ADDRESSES_V4_SHAPE.finditer(reading.shape)) {
    const first = Math.max(0, shape.index - ADDRESSES_OCTET_DIGITS);
    const match = ADDRESSES_V4.search(plain, first, shape.index + ADDRESSES_LONGEST_V4);
    if (match && match.index < shape.index && !isVersion(reading, match.index)) yield [match.index, endOf(match)];
  }
  if (!plain.includes("::") && !ADDRESSES_V6_GATE.search(plain)) return;
  for (const match of ADDRESSES_V6.finditer(plain)) if (isV6(match[0])) yield [match.index, endOf(match)];
}

/**
 * @param {Reading} reading
 * @param {number} start
 */
function isVersion(reading, start) {
  const first = Math.max(0, start - ADDRESSES_BACK);
  return Boolean(
    ADDRESSES_VERSION.search(reading.plain, first, start) || ADDRESSES_SECTION.search(reading.text, first, start),
  );
}

/**
 * Say whether hexadecimal digits and colons are an address of version 6 (RFC 4291 §2.2) and more than a few groups.
 * @param {string} written
 */
function isV6(written) {
  const groups = written.split(":");
  if (groups.some((group) => group.length > 4)) return false;
  const filled = groups.filter((group) => group).length;
  const gaps = groups.slice(1, -1).filter((group) => !group).length;
  if (gaps > 1 || groups.length < 3 || groups.length > 9) return false;
  const isBegun = groups[0] !== "" || groups[1] === "";
  const isEnded = groups[groups.length - 1] !== "" || groups[groups.length - 2] === "";
  const isFull = gaps ? filled < 8 : filled === 8 && groups.length === 8;
  return isBegun && isEnded && isFull && (written === "::1" || filled >= ADDRESSES_FEWEST_GROUPS);
}
