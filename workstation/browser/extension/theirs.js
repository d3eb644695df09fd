// Whether a page styles what is selected, found or highlighted: only then must every element have our rules itself.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const ABOVE_COLOURS = /::(?:selection|search-text|highlight)/;

/** Looks at every sheet of a document once. */
class Theirs {
  constructor() {
    /** @type {WeakSet<CSSStyleSheet>} */
    this._seen = new WeakSet();
    this._isDressed = false;
  }

  /** Dress the document where one of its sheets has such rules, or cannot be read. */
  look() {
    if (this._isDressed) return;
    const sheets = document.styleSheets;
    for (let at = 0; at < sheets.length; at += 1) {
      if (this._seen.has(sheets[at])) continue;
      this._seen.add(sheets[at]);
      if (mayColour(sheets[at])) this.dress();
    }
  }

  /** Dress the document, from now on. */
  dress() {
    this._isDressed = true;
    dress(document);
  }

  /**
   * Dress what a page may have undressed.
   *
   * @param {Document | ShadowRoot} root
   */
  again(root) {
    if (root instanceof ShadowRoot || this._isDressed) dress(root);
  }
}

/** @param {CSSStyleSheet} sheet */
function mayColour(sheet) {
  try {
    return coloursAbove(sheet.cssRules);
  } catch {
    return true;
  }
}

/** @param {CSSRuleList} rules @returns {boolean} */
function coloursAbove(rules) {
  for (let at = 0; at < rules.length; at += 1) {
    const rule = /** @type {any} */ (rules[at]);
    if (rule.selectorText !== undefined && ABOVE_COLOURS.test(rule.selectorText)) return true;
    if (rule.styleSheet && mayColour(rule.styleSheet)) return true;
    if (rule.cssRules?.length && coloursAbove(rule.cssRules)) return true;
  }
  return false;
}
