// Which labels promise sensitive data, for fields that are empty or cannot be read.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/** @type {Map<string, string | null>} */
const REMEMBERED_LABELS = new Map();
const COMBINING = new RegExp(`[${LABELS_COMBINING}]`, "gu");

/**
 * Return the class that `label` promises: a caption, a field's name or an autocomplete word; null without one.
 * @param {string} label
 * @returns {string | null}
 */
function labelClass(label) {
  let told = REMEMBERED_LABELS.get(label);
  if (told === undefined) {
    told = classOfLabel(label);
    if (REMEMBERED_LABELS.size >= LABELS_REMEMBERED) REMEMBERED_LABELS.clear();
    REMEMBERED_LABELS.set(label, told);
  }
  return told;
}

/**
 * @param {string} label
 * @returns {string | null}
 */
function classOfLabel(label) {
  const plain = label ? plainLabel(label) : "";
  if (!plain || LABELS_PARTIAL.search(plain)) return null;
  const told = /** @type {[string, Pattern][]} */ (LABELS_PATTERNS).find(([, pattern]) => pattern.search(plain))?.[0];
  if (told === undefined) return toldByPhrases(plain.split(" "));
  return told === "card_verification" && LABELS_ANOTHER_FACTOR.search(plain) ? null : told;
}

/**
 * Return the class that `label` promises where it is one of `classes`, null otherwise.
 * @param {string} label
 * @param {string[]} classes
 * @returns {string | null}
 */
function watchedLabelClass(label, classes) {
  const told = labelClass(label);
  return told !== null && classes.includes(told) ? told : null;
}

/**
 * Return the class of the last phrase that tells one by itself; null where the words name something else.
 *
 * A caption that only mentions a card or a code has words of its own beside them: it promises no number.
 * @param {string[]} words
 * @returns {string | null}
 */
function toldByPhrases(words) {
  const told = longestTold(words);
  if (!told.length || told.some((one) => one.dataClass === VOCABULARY_OTHER)) return null;
  const strong = told.filter((one) => !one.isWeak);
  const classes = strong.filter((one) => !LABELS_BY_PATTERN.has(one.dataClass));
  if (classes.length) return classes[classes.length - 1].dataClass;
  const isAllSaid = words.every((word, at) => VOCABULARY_FILLERS.has(word) || toldAt(words, at).length > 0);
  return isAllSaid && strong.length ? strong[strong.length - 1].dataClass : null;
}

/**
 * Return what the phrases tell that are no part of longer ones; "number of the" makes a weak one strong.
 * @param {string[]} words
 * @returns {Told[]}
 */
function longestTold(words) {
  /** @type {Told[]} */
  const told = [];
  for (let at = 0; at < words.length; at++) {
    const some = toldAt(words, at);
    if (some.length) told.push(some.find((one) => !one.isWeak) ?? some[0]);
  }
  return told
    .filter((one) => !told.some((other) => isInsideOther(one, other)))
    .map((one) => ({ ...one, isWeak: one.isWeak && !isNumberOf(words.slice(0, one.first)) }));
}

/**
 * Return the words of `label`: lower case, without accents and punctuation, camel case taken apart.
 * @param {string} label
 */
function plainLabel(label) {
  const long =
    label.length <= LABELS_LONGEST
      ? label
      : Array.from(label.slice(0, 2 * LABELS_LONGEST))
          .slice(0, LABELS_LONGEST)
          .join("");
  const spelled = long.replaceAll("#", " no ").replace(/(?<=[a-z])(?=[A-Z])/g, " ");
  if (!NOT_ASCII.test(spelled)) return (spelled.toLowerCase().match(/[a-z0-9]+/g) ?? []).join(" ");
  return (withoutAccents(spelled).match(/[\p{L}\p{N}]+/gu) ?? []).join(" ");
}

/** @param {string} spelled */
function withoutAccents(spelled) {
  const letters = spelled
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replaceAll("ς", "σ")
    .replaceAll("\u0345", "ι");
  return letters.replace(COMBINING, "");
}
