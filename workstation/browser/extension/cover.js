// Covering: text by a highlight, which changes nothing in the page; what no highlight reaches by one attribute.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const NAME = "deskwarden";
const MARKER = "data-deskwarden";
const ABOVE_ALL = 2 ** 31 - 1;

/** What is covered in one document. */
class Cover {
  constructor() {
    this.highlight = new Highlight();
    this.highlight.priority = ABOVE_ALL;
    /** @type {Map<Element | ShadowRoot, Covered>} */
    this._covered = new Map();
    /** @type {WeakMap<Element, Set<string>>} */
    this._marked = new WeakMap();
  }

  /**
   * Cover exactly `ranges` of `block`.
   *
   * @param {Element | ShadowRoot} block
   * @param {StaticRange[]} ranges
   * @param {string[]} classes the class of every value, for the count
   */
  text(block, ranges, classes) {
    const before = this._covered.get(block);
    if (before) for (const range of before.ranges) this.highlight.delete(range);
    for (const range of ranges) this.highlight.add(range);
    if (ranges.length) this._covered.set(block, { ranges, classes });
    else this._covered.delete(block);
    const drawing = block instanceof SVGElement ? block : null;
    if (drawing) this.mark(drawing, "drawn", ranges.length > 0);
  }

  /**
   * Count what a field that is covered whole holds.
   *
   * @param {Element} field
   * @param {string[]} classes
   */
  count(field, classes) {
    if (classes.length) this._covered.set(field, { ranges: [], classes });
    else this._covered.delete(field);
  }

  /**
   * Cover `element` in the way that the sheet has for `how`, or no longer.
   *
   * @param {Element} element
   * @param {"field" | "hint" | "list" | "drawn" | "whole"} how
   * @param {boolean} is
   */
  mark(element, how, is) {
    const marks = new Set(this._marked.get(element));
    if (marks.has(how) === is) return;
    if (is) marks.add(how);
    else marks.delete(how);
    if (marks.size) this._marked.set(element, marks);
    else this._marked.delete(element);
    this.remark(element);
  }

  /**
   * Say whether `element` says otherwise than it was marked.
   *
   * @param {Element} element
   */
  isUnmarked(element) {
    return element.getAttribute(MARKER) !== this._wordsOf(element);
  }

  /**
   * Have `element` say how it is covered.
   *
   * @param {Element} element
   */
  remark(element) {
    const words = this._wordsOf(element);
    if (words) element.setAttribute(MARKER, words);
    else element.removeAttribute(MARKER);
  }

  /** Forget what left the document. */
  sweep() {
    for (const [block, { ranges }] of this._covered) {
      if (block.isConnected) continue;
      for (const range of ranges) this.highlight.delete(range);
      this._covered.delete(block);
    }
  }

  /**
   * Cover again what somebody else uncovered, and say whether anybody had.
   *
   * @returns {boolean}
   */
  restore() {
    const is = CSS.highlights.get(NAME) === this.highlight && this.highlight.priority === ABOVE_ALL;
    const missing = this._ranges().filter((range) => !this.highlight.has(range));
    for (const range of missing) this.highlight.add(range);
    this.highlight.priority = ABOVE_ALL;
    if (!is) CSS.highlights.set(NAME, this.highlight);
    for (const other of CSS.highlights.values()) {
      if (other !== this.highlight && other.priority === ABOVE_ALL) other.priority = ABOVE_ALL - 1;
    }
    return !is || missing.length > 0;
  }

  /**
   * Say whether any covered text lies in `range`.
   *
   * @param {Range} range
   */
  reaches(range) {
    return this._ranges().some(({ startContainer, startOffset, endOffset }) => {
      const length = startContainer.nodeValue?.length ?? 0;
      if (!startContainer.isConnected || endOffset > length || !range.intersectsNode(startContainer)) return false;
      return range.comparePoint(startContainer, startOffset) < 1 && range.comparePoint(startContainer, endOffset) > -1;
    });
  }

  /** @returns {Record<string, number>} how many values of each class are covered */
  counts() {
    /** @type {Record<string, number>} */
    const counts = {};
    for (const { classes } of this._covered.values()) {
      for (const dataClass of classes) counts[dataClass] = (counts[dataClass] ?? 0) + 1;
    }
    return counts;
  }

  /** @param {Element} element @returns {string | null} */
  _wordsOf(element) {
    const marks = this._marked.get(element);
    return marks ? [...marks].join(" ") : null;
  }

  _ranges() {
    return [...this._covered.values()].flatMap(({ ranges }) => ranges);
  }
}

/** @typedef {{ranges: StaticRange[], classes: string[]}} Covered */
