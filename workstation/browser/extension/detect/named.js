// Names that look like words of another meaning: SIN and "sin", NAS and "nas", DL, CID.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * Say whether the word from `start` to `end` is the name of a value: in capitals, as a key, or meant as one.
 * @param {Reading} reading
 * @param {Value} value
 * @param {number} start
 * @param {number} end
 */
function isNamed(reading, value, start, end) {
  return isName(reading.text, start, end) || isMeantAsName(reading, value, start, end);
}

/**
 * Say whether the word from `start` to `end` is in capitals, or the key of a value as in logs and JSON.
 * @param {string} text
 * @param {number} start
 * @param {number} end
 */
function isName(text, start, end) {
  return isUpper(text.slice(start, end)) || NAMED_QUOTED_KEY.match(text, end) !== null;
}

/**
 * Say whether a name in small letters is none of the words it looks like: "my sin is", "nas:"; digits decide.
 * @param {Reading} reading
 * @param {Value} value
 * @param {number} start
 * @param {number} end
 */
function isMeantAsName(reading, value, start, end) {
  return (
    value.isChecked &&
    (NAMED_MEANT_AFTER.match(reading.plain, end) !== null ||
      NAMED_MEANT_AHEAD.search(reading.plain, Math.max(0, start - NAMED_NEXT), start) !== null)
  );
}
