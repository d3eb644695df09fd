// What waits to be judged: it is covered whole meanwhile, so that judging may take longer than a frame.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const MOST_APART = 64;

/** The elements of one document that are covered because nobody knows yet what they show. */
class Waiting {
  /** @param {Cover} cover */
  constructor(cover) {
    this._cover = cover;
    /** @type {Set<Element>} */
    this._elements = new Set();
  }

  /**
   * Have what these nodes show wait, and nothing else; the whole document where they are many.
   *
   * @param {Set<Node>[]} sets
   */
  take(sets) {
    const many = sets.reduce((count, { size }) => count + size, 0) > MOST_APART;
    const nodes = many ? [document.documentElement] : sets.flatMap((set) => [...set]);
    const now = new Set(nodes.map(around).filter((element) => element !== null));
    for (const element of this._elements) if (!now.has(element)) this._cover.mark(element, "wait", false);
    for (const element of now) this._cover.mark(/** @type {Element} */ (element), "wait", true);
    this._elements = /** @type {Set<Element>} */ (now);
  }
}

/** @param {Node | null} node @returns {Element | null} the element that shows what is in `node` */
function around(node) {
  if (node instanceof Document) return node.documentElement;
  if (node instanceof ShadowRoot) return node.host;
  return isElement(node) ? node : (node?.parentElement ?? null);
}
