// National numbers and their check digits, as python-stdnum judges the letters and digits of what is written.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * Say whether a UK national insurance number may begin and end so.
 * @param {string} value
 */
function isNino(value) {
  return NATIONAL_NINO.fullmatch(compactNumber(value)) !== null;
}

/**
 * Say whether an Indian tax number is built so: its fourth letter is the holder's kind.
 * @param {string} value
 */
function isPan(value) {
  return NATIONAL_PAN.fullmatch(compactNumber(value)) !== null;
}

/**
 * Say whether it has the ten digits of a Philippine social security number; its check digit is not published.
 * @param {string} value
 */
function isSss(value) {
  return /^[0-9]{10}$/.test(compactNumber(value));
}

/**
 * Return the letters and digits of `value`, letters in capitals.
 * @param {string} value
 */
function compactNumber(value) {
  return value.toUpperCase().replace(/[^A-Z0-9]+/g, "");
}

/**
 * Return the remainder of a number of any length.
 * @param {string} digits
 * @param {number} modulus
 */
function remainderOf(digits, modulus) {
  let rest = 0;
  for (let at = 0; at < digits.length; at++) rest = (rest * 10 + digits.charCodeAt(at) - 48) % modulus;
  return rest;
}

/**
 * Return the digits times these weights, added up.
 * @param {string} digits
 * @param {number[]} weights
 */
function weighted(digits, weights) {
  return weights.reduce((sum, weight, place) => sum + weight * (digits.charCodeAt(place) - 48), 0);
}

/**
 * Return a number's remainder taken from eleven; ten counts as nought.
 * @param {number} sum
 */
function elevenLess(sum) {
  return ((((11 - sum) % 11) + 11) % 11) % 10;
}

/** @param {string} number */
function isCpf(number) {
  if (!/^[0-9]{11}$/.test(number) || Number(number) <= 0) return false;
  const first = elevenLess(weighted(number, [10, 9, 8, 7, 6, 5, 4, 3, 2]));
  const second = elevenLess(weighted(number, [11, 10, 9, 8, 7, 6, 5, 4, 3]) + 2 * first);
  return number.endsWith(`${first}${second}`);
}

/** @param {string} number */
function isCnpj(number) {
  if (!/^[0-9A-Z]{14}$/.test(number) || number.startsWith("000000000000")) return false;
  const first = elevenLess(weighted(number, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]));
  const second = elevenLess(weighted(number, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3]) + 2 * first);
  return number.endsWith(`${first}${second}`);
}

/** @param {string} number */
function isNir(number) {
  if (!/^[0-9]{5}(?:[0-9]{2}|2[AB])[0-9]{8}$/.test(number)) return false;
  const digits = number.replace("2A", "19").replace("2B", "18");
  return 97 - remainderOf(digits.slice(0, 13), 97) === Number(number.slice(13));
}

/** @param {string} number */
function isCurp(number) {
  if (!/^[A-Z]{4}[0-9]{6}[HM][A-Z]{5}[0-9A-Z][0-9]$/.test(number)) return false;
  if (NATIONAL_CURP_NO_NAMES.has(number.slice(0, 4)) || !NATIONAL_CURP_STATES.has(number.slice(11, 13))) return false;
  const century = /[0-9]/.test(number[16]) ? 1900 : 2000;
  if (!isDay(century + Number(number.slice(4, 6)), Number(number.slice(6, 8)), Number(number.slice(8, 10))))
    return false;
  let sum = 0;
  for (let place = 0; place < 17; place++) sum += NATIONAL_CURP_ALPHABET.indexOf(number[place]) * (18 - place);
  return number[17] === String((10 - (sum % 10)) % 10);
}

/**
 * @param {number} year
 * @param {number} month
 * @param {number} day
 */
function isDay(year, month, day) {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** @param {string} number */
function isDni(number) {
  return /^[0-9]{8}.$/.test(number) && NATIONAL_DNI_LETTERS[Number(number.slice(0, 8)) % 23] === number[8];
}

/** @param {string} number */
function isNie(number) {
  const first = "XYZ".indexOf(number.slice(0, 1));
  return first >= 0 && isDni(first + number.slice(1));
}

/** @param {string} number */
function isNhs(number) {
  return /^[0-9]{10}$/.test(number) && weighted(number, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;
}

/** @param {string} number */
function isSin(number) {
  return /^[1-79][0-9]{8}$/.test(number) && luhnChecks(number);
}

/** @param {string} number */
function isTfn(number) {
  const weights = [1, 4, 3, 7, 5, 8, 6, 9, 10];
  return /^[0-9]{8,9}$/.test(number) && weighted(number, weights.slice(0, number.length)) % 11 === 0;
}

/** @param {string} number */
function isAadhaar(number) {
  if (!/^[2-9][0-9]{11}$/.test(number) || number === [...number].reverse().join("")) return false;
  return verhoeffChecks(number);
}

/** @param {string} digits */
function verhoeffChecks(digits) {
  let check = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place]);
    check = NATIONAL_VERHOEFF_PRODUCTS[check][NATIONAL_VERHOEFF_PLACES[place % 8][digit]];
  }
  return check === 0;
}

/** @param {string} number */
function isIdnr(number) {
  if (!/^[1-9][0-9]{10}$/.test(number)) return false;
  const counts = [..."0123456789"].map((digit) => countOf(number.slice(0, 10), digit)).filter((count) => count > 1);
  if (counts.length !== 1 || counts[0] > 3) return false;
  let check = 5;
  for (const digit of number) check = ((((check || 10) * 2) % 11) + Number(digit)) % 10;
  return check === 1;
}

/** @type {Record<string, (number: string) => boolean>} */
const NATIONAL_CHECKS = {
  "br.cpf": isCpf,
  "br.cnpj": isCnpj,
  "fr.nir": isNir,
  "mx.curp": isCurp,
  "es.dni": isDni,
  "es.nie": isNie,
  "gb.nhs": isNhs,
  "ca.sin": isSin,
  "au.tfn": isTfn,
  "in_.aadhaar": isAadhaar,
  "de.idnr": isIdnr,
};
