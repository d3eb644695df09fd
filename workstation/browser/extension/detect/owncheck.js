// Check digits that a policy may ask of the values of a class of its own.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const DAMM = [
  "0317598642",
  "7092154863",
  "4206871359",
  "1750983426",
  "6123045978",
  "3674209581",
  "5869720134",
  "8945362017",
  "9438617205",
  "2581436790",
];

/** @type {Record<string, (value: string) => boolean>} */
const OWN_CHECKS = {
  none: (value) => value !== "",
  luhn: (value) => isNumber(checkedDigits(value), luhnChecks),
  verhoeff: (value) => isNumber(checkedDigits(value), verhoeffChecks),
  damm: (value) => isNumber(checkedDigits(value), (digits) => dammOf(digits) === 0),
  mod97: (value) => /^[0-9A-Za-z]+$/.test(value) && mod97Of(value) === 1,
  mod11: (value) => isNumber(checkedDigits(value, "xX"), (digits) => mod11Of(digits) === 1),
};

/**
 * Return the digits of a value and its check digit at the end; where that may be `ten`, it stands for it.
 * @param {string} value
 * @param {string} [ten]
 */
function checkedDigits(value, ten = "") {
  const last = value.slice(-1);
  return value.slice(0, -1).replace(/[^0-9]/g, "") + (/[0-9]/.test(last) || ten.includes(last) ? last : "");
}

/**
 * @param {string} digits
 * @param {(digits: string) => boolean} checks
 */
function isNumber(digits, checks) {
  return digits !== "" && checks(digits);
}

/** @param {string} digits */
function dammOf(digits) {
  let check = 0;
  for (const digit of digits) check = Number(DAMM[check][Number(digit)]);
  return check;
}

/** @param {string} value letters count from 10 for A */
function mod97Of(value) {
  let rest = 0;
  for (const character of value) {
    const number = parseInt(character, 36);
    rest = (rest * (number > 9 ? 100 : 10) + number) % 97;
  }
  return rest;
}

/** @param {string} digits ISO/IEC 7064 MOD 11-2, the last may be X for ten */
function mod11Of(digits) {
  let check = 0;
  for (const digit of digits) check = (2 * check + (/[xX]/.test(digit) ? 10 : Number(digit))) % 11;
  return check;
}
