// Covering: text by a highlight, which changes nothing in the page; what no highlight reaches by one attribute.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const NAME = "deskwarden";
const MARKER = "data-deskwarden";
const ABOVE_ALL = 2 ** 31 - 1;
const MARKS = ["field", "hint", "list", "drawn", "whole", "words", "wait", "lost", "print", "picked"];
/** Gecko paints the text of a selection above every highlight, and lets no extension iterate over what is a page's. */
const IS_GECKO = "openOrClosedShadowRoot" in Element.prototype;

/** @typedef {"field" | "hint" | "list" | "drawn" | "whole" | "words" | "wait" | "lost" | "print" | "picked"} Mark */
/** @typedef {{dataClass: string, ranges: StaticRange[]}} Shown */
/** @typedef {{ranges: StaticRange[], classes: string[], values?: Shown[], lifted?: StaticRange[]}} Covered */

/** What is covered in one document. */
class Cover {
  constructor() {
    this.highlight = new Highlight();
    this.highlight.priority = ABOVE_ALL;
    /** @type {Map<Element | ShadowRoot, Covered>} */
    this._covered = new Map();
    this._count = 0;
    this._isPrinting = false;
    /** Bits, in the order of MARKS. @type {WeakMap<Element, number>} */
    this._marked = new WeakMap();
  }

  /**
   * Cover exactly `ranges` of `block`.
   *
   * @param {Element | ShadowRoot} block
   * @param {StaticRange[]} ranges
   * @param {string[]} classes the class of every value, for the count
   * @param {Shown[]} values which ranges are one value
   */
  text(block, ranges, classes, values = []) {
    const before = this._covered.get(block);
    if (!before && !ranges.length) return;
    this._uncover(block);
    for (const range of ranges) this.highlight.add(range);
    this._count += ranges.length;
    if (ranges.length) this._covered.set(block, { ranges, classes, values });
    if (this._isPrinting) this.mark(shownBy(block), "print", ranges.length > 0);
    if (block instanceof SVGElement) this.mark(block, "drawn", ranges.length > 0);
    if (IS_GECKO && block instanceof ShadowRoot) this.mark(block.host, "whole", ranges.length > 0); // no sheet reaches it
  }

  /**
   * Leave out what is partly covered, while a page is printed: a highlight hides text on paper, not in the file.
   *
   * @param {boolean} is
   */
  print(is) {
    this._isPrinting = is;
    for (const [block, { ranges }] of this._covered) if (ranges.length) this.mark(shownBy(block), "print", is);
  }

  /**
   * Say whether anything of `element` is covered.
   *
   * @param {Element} element
   */
  knows(element) {
    return this._covered.has(element) || Boolean(this._marked.get(element));
  }

  /**
   * Count what a field that is covered whole holds.
   *
   * @param {Element} field
   * @param {string[]} classes
   */
  count(field, classes) {
    this._uncover(field);
    if (classes.length) this._covered.set(field, { ranges: [], classes });
  }

  /**
   * Cover `element` in the way that the sheet has for `how`, or no longer.
   *
   * @param {Element} element
   * @param {Mark} how
   * @param {boolean} is
   */
  mark(element, how, is) {
    const marks = this._marked.get(element) ?? 0;
    const bit = 1 << MARKS.indexOf(how);
    if (Boolean(marks & bit) === is) return;
    this._marked.set(element, marks ^ bit);
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

  /** @param {Element | ShadowRoot} block @returns {Shown[] | undefined} what is covered of its text */
  valuesOf(block) {
    return this._covered.get(block)?.values;
  }

  /**
   * Uncover `value` of `block` until it is put back or read anew; it is not copied all the same.
   *
   * @param {Element | ShadowRoot} block
   * @param {Shown} value
   * @returns {Covered | null} what to put back, null where the value is there no more
   */
  lift(block, value) {
    const covered = this._covered.get(block);
    if (!covered?.values?.includes(value) || block instanceof SVGElement) return null;
    covered.lifted = value.ranges;
    covered.ranges = covered.ranges.filter((range) => !value.ranges.includes(range));
    for (const range of value.ranges) this.highlight.delete(range);
    this._count -= value.ranges.length;
    return covered;
  }

  /**
   * Uncover what `field` holds until it is judged anew, and say whether it was covered.
   *
   * @param {Field} field
   */
  liftField(field) {
    if (!this._wordsOf(field)?.split(" ").includes("field")) return false;
    this.mark(field, "field", false);
    return true;
  }

  /**
   * Cover again what was lifted.
   *
   * @param {Element | ShadowRoot} block
   * @param {Covered} covered
   */
  putBack(block, covered) {
    if (this._covered.get(block) !== covered || !covered.lifted) return;
    covered.ranges = [...covered.ranges, ...covered.lifted];
    for (const range of covered.lifted) this.highlight.add(range);
    this._count += covered.lifted.length;
    covered.lifted = undefined;
  }

  /** Forget what left the document. */
  sweep() {
    for (const block of this._covered.keys()) if (!block.isConnected) this._uncover(block);
  }

  /** Say whether what covers is still there, as far as one look tells; `restore` looks at every part of it. */
  holds() {
    const { highlight } = this;
    return (
      highlight.size === this._count && highlight.priority === ABOVE_ALL && CSS.highlights.get(NAME) === highlight
    );
  }

  /**
   * Cover again what somebody else uncovered, and say whether anybody had.
   *
   * @returns {boolean}
   */
  restore() {
    const { highlight } = this;
    let isWhole = CSS.highlights.get(NAME) === highlight && highlight.priority === ABOVE_ALL;
    for (const { ranges } of this._covered.values()) {
      for (const range of ranges) {
        if (highlight.has(range)) continue;
        highlight.add(range);
        isWhole = false;
      }
    }
    if (highlight.size > this._count) this._dropStrangers();
    if (highlight.priority !== ABOVE_ALL) highlight.priority = ABOVE_ALL;
    if (CSS.highlights.get(NAME) !== highlight) CSS.highlights.set(NAME, highlight);
    for (const other of membersOf(CSS.highlights)) {
      if (other !== highlight && other.priority === ABOVE_ALL) other.priority = ABOVE_ALL - 1;
    }
    return !isWhole;
  }

  /**
   * Say whether any covered text lies in `range`.
   *
   * @param {Range} range
   */
  reaches(range) {
    for (const block of this._covered.keys()) if (this._reachesIn(block, range)) return true;
    return false;
  }

  /**
   * Hide the text that is picked in blocks with covered text, where a selection would show it.
   *
   * @param {Range[]} ranges
   */
  pick(ranges) {
    for (const block of this._covered.keys()) {
      const is = ranges.some((range) => this._reachesIn(block, range));
      this.mark(block instanceof ShadowRoot ? block.host : block, "picked", is);
    }
  }

  /** @param {Element | ShadowRoot} block @param {Range} range */
  _reachesIn(block, range) {
    const covered = this._covered.get(block);
    return [...(covered?.ranges ?? []), ...(covered?.lifted ?? [])].some(({ startContainer, startOffset, endOffset }) => {
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

  /** @param {Element | ShadowRoot} block */
  _uncover(block) {
    const ranges = this._covered.get(block)?.ranges ?? [];
    for (const range of ranges) this.highlight.delete(range);
    this._count -= ranges.length;
    this._covered.delete(block);
  }

  /** What a page adds to the cover hides more than is asked, and hides from one look what it takes away. */
  _dropStrangers() {
    const own = new Set([...this._covered.values()].flatMap(({ ranges }) => /** @type {AbstractRange[]} */ (ranges)));
    for (const range of membersOf(this.highlight)) if (!own.has(range)) this.highlight.delete(range);
  }

  /** @param {Element} element @returns {string | null} */
  _wordsOf(element) {
    const marks = this._marked.get(element) ?? 0;
    return marks ? MARKS.filter((_, at) => marks & (1 << at)).join(" ") : null;
  }
}

/**
 * Return the members of a set or map that belongs to the page, none where its browser does not let us see them.
 *
 * @template Member
 * @param {{values(): Iterable<Member>}} held
 * @returns {Member[]}
 */
function membersOf(held) {
  return IS_GECKO ? [] : [...held.values()];
}

/** @param {Element | ShadowRoot} block @returns {Element} the element that shows what is in it */
function shownBy(block) {
  return block instanceof ShadowRoot ? block.host : block;
}
