// Phone numbers as the people of a region write them, without a country code: judged by libphonenumber's tables.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * What is known of a region: its calling code, the prefix for calls abroad, its numbers, the prefix for calls inside.
 * @typedef {{code: number, abroad: Pattern, general: Pattern, lengths: number[], local: number[], prefix: Pattern | null,
 *   transform: string, types: [Pattern, number[]][], formats: [Pattern, Pattern | null, string][]}} Region
 */

const SHORTEST_NATIONAL = 2;
const LONGEST_NATIONAL = 17;
const LONGEST_CALLING_CODE = 3;
/** @type {Map<string, Region | null>} */
const KNOWN_REGIONS = new Map();

/**
 * Looks for numbers of these regions (ISO 3166-1), grouped by at least one space, dot or dash as people there do.
 *
 * Digits without groups are left to the words beside them: too many order numbers are phone numbers somewhere.
 */
class NationalPhones {
  /** @param {string[]} regions */
  constructor(regions) {
    this.regions = regions;
    this.isAsked = regions.length > 0;
  }

  /**
   * Yield what is found, in order.
   * @param {Reading} reading
   * @param {string | null} _labelled
   * @returns {Generator<Finding, void, undefined>}
   */
  *findings(reading, _labelled) {
    const { plain, shape } = reading;
    if (!shape.includes("00-0") && !shape.includes("00.0") && !shape.includes("0x-0")) return;
    for (const match of NATIONALPHONES_WRITTEN.finditer(plain)) {
      const groups = match[0].match(/[0-9]+/g) ?? [];
      const count = groups.join("").length;
      if (count < NATIONALPHONES_FEWEST || count > NATIONALPHONES_MOST) continue;
      if (!this.regions.some((region) => isGroupedSo(groups, region))) continue;
      const start = match.index;
      const end = endOf(match);
      const told = toldByWords(reading, start, end, null);
      if (told !== null && told !== "phone") continue;
      const hidden = allBut(plain, start, end, { last: NATIONALPHONES_LEGIBLE });
      yield findingOf(start, end, "phone", hidden, NATIONALPHONES_SCORE);
    }
  }
}

/**
 * Return what is known of a region, read when it is first asked; null where nothing is.
 * @param {string} name
 * @returns {Region | null}
 */
function regionOf(name) {
  let region = KNOWN_REGIONS.get(name);
  if (region !== undefined) return region;
  const written = PHONES_REGIONS[name];
  region = written === undefined ? null : readRegion(JSON.parse(written));
  KNOWN_REGIONS.set(name, region);
  return region;
}

/**
 * @param {any} table
 * @returns {Region}
 */
function readRegion(table) {
  return {
    ...table,
    abroad: new Pattern(table.abroad || "(?!)"),
    general: new Pattern(table.general),
    prefix: table.prefix ? new Pattern(table.prefix) : null,
    types: table.types.map((/** @type {any} */ [source, lengths]) => [new Pattern(source), lengths]),
    formats: table.formats.map((/** @type {any} */ [source, leading, written]) => [
      new Pattern(source),
      leading ? new Pattern(leading) : null,
      written,
    ]),
  };
}

/**
 * Say whether these digits are a number of `region`, and its people group them so.
 * @param {string[]} groups
 * @param {string} region
 */
function isGroupedSo(groups, region) {
  const known = regionOf(region);
  const national = known && nationalNumber(groups.join(""), known, region);
  if (!known || !national || !isOfRegion(national, known)) return false;
  const written = formatted(national, mainRegion(known));
  return (written.match(/[0-9]+/g) ?? []).join(" ") === groups.join(" ");
}

/**
 * Return the region whose formats all regions with this calling code use.
 * @param {Region} known
 */
function mainRegion(known) {
  return regionOf(PHONES_CALLING_CODES[known.code]) ?? known;
}

/**
 * Return the national number that somebody in `region` means by these digits; null where it is none of its code.
 * @param {string} digits
 * @param {Region} known
 * @param {string} region
 * @returns {string | null}
 */
function nationalNumber(digits, known, region) {
  const abroad = known.abroad.match(digits);
  const rest = abroad ? digits.slice(endOf(abroad)) : "";
  let judging = known;
  let national = digits;
  if (abroad && !rest.startsWith("0")) {
    const code = rest.length > SHORTEST_NATIONAL ? callingCode(rest) : null;
    if (code !== known.code) return null;
    national = rest.slice(String(code).length);
    judging = mainOr(known, region);
  } else {
    const inside = withoutCallingCode(digits, known);
    if (inside !== null) {
      national = inside;
      judging = mainOr(known, region);
    }
  }
  if (national.length < SHORTEST_NATIONAL) return null;
  const stripped = withoutPrefix(national, judging);
  if (isLongEnough(stripped, judging)) national = stripped;
  return national.length < SHORTEST_NATIONAL || national.length > LONGEST_NATIONAL ? null : national;
}

/**
 * @param {Region} known
 * @param {string} region
 */
function mainOr(known, region) {
  return PHONES_CALLING_CODES[known.code] === region ? known : mainRegion(known);
}

/**
 * Return the calling code that digits begin with; null where none does.
 * @param {string} digits
 * @returns {number | null}
 */
function callingCode(digits) {
  for (let length = 1; length <= Math.min(digits.length, LONGEST_CALLING_CODE); length++) {
    const code = Number(digits.slice(0, length));
    if (code in PHONES_CALLING_CODES) return code;
  }
  return null;
}

/**
 * Return the digits without the region's own calling code, where they make sense without it alone; null otherwise.
 * @param {string} digits
 * @param {Region} known
 * @returns {string | null}
 */
function withoutCallingCode(digits, known) {
  const code = String(known.code);
  if (!digits.startsWith(code)) return null;
  const inside = withoutPrefix(digits.slice(code.length), known);
  const isBetter = !known.general.fullmatch(digits) && known.general.fullmatch(inside) !== null;
  return isBetter || isTooLong(digits, known) ? inside : null;
}

/**
 * Return a number without the prefix of calls inside the region, where what is left may be one.
 * @param {string} number
 * @param {Region} known
 */
function withoutPrefix(number, known) {
  const prefix = number ? known.prefix?.match(number) : null;
  if (!prefix) return number;
  const isTransformed = known.transform && prefix[prefix.length - 1] !== undefined;
  const rest = number.slice(endOf(prefix));
  const made = isTransformed ? known.transform.replace(/\$([0-9])/g, (_, group) => prefix[group] ?? "") + rest : rest;
  return known.general.fullmatch(number) && !known.general.fullmatch(made) ? number : made;
}

/**
 * @param {string} number
 * @param {Region} known
 */
function isTooLong(number, known) {
  return !known.local.includes(number.length) && known.lengths[known.lengths.length - 1] < number.length;
}

/**
 * Say whether a number has a possible length, or more.
 * @param {string} number
 * @param {Region} known
 */
function isLongEnough(number, known) {
  return !known.local.includes(number.length) && (known.lengths.includes(number.length) || isTooLong(number, known));
}

/**
 * Say whether a national number is one of the region's, of any type.
 * @param {string} national
 * @param {Region} known
 */
function isOfRegion(national, known) {
  if (known.lengths.length && !known.lengths.includes(national.length)) return false;
  if (!known.general.fullmatch(national)) return false;
  return known.types.some(([pattern, lengths]) => {
    return (!lengths.length || lengths.includes(national.length)) && pattern.fullmatch(national) !== null;
  });
}

/**
 * Return a national number as people of the region write it.
 * @param {string} national
 * @param {Region} main
 */
function formatted(national, main) {
  for (const [pattern, leading, written] of main.formats) {
    if ((!leading || leading.match(national)) && pattern.fullmatch(national)) {
      return national.replace(new RegExp(pattern.source, "g"), written);
    }
  }
  return national;
}
