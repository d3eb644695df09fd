// Reading: what was gathered is judged by the detector, and covered; what there is no time for is covered whole.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const AT_ONCE_MS = 30;
const LOOKS_AT_CLOCK = 4;
const LONGEST = 1 << 18;
const NO_PLAIN = /\d|\s{2}|[\t\n\f\r]/;

/** Judges the blocks and fields of one document. */
class Reader {
  /**
   * @param {Detector} detector
   * @param {Cover} cover
   * @param {(root: ShadowRoot) => void} found called for every shadow root before it is read
   */
  constructor(detector, cover, found) {
    this._detector = detector;
    this._cover = cover;
    this.gathering = new Gathering(
      found,
      (block, text) => this.isPlain(block, text),
      (element) => cover.knows(element),
    );
    this._waiting = new Waiting(cover);
    this._captions = new Captions((words) => detector.labelClass(words) !== null);
    this._fields = new Fields(detector);
  }

  /** Forget what fields and tables are called: the document is another than it was. */
  forget() {
    this._fields.forget();
    this._captions.forget();
  }

  /**
   * Say whether one look tells that nothing is to be covered, and that nothing is, in a block with this text alone.
   *
   * @param {Element} block
   * @param {string} text
   */
  isPlain(block, text) {
    return text.length < LONGEST && !NO_PLAIN.test(text) && !this._cover.knows(block) && !this._holds(text);
  }

  /**
   * Judge what was gathered, and cover it. What cannot be judged is covered whole, what takes too long until it is.
   *
   * @returns {boolean} whether more waits to be judged
   */
  judge() {
    const { blocks, fields, roots } = this.gathering;
    const until = performance.now() + AT_ONCE_MS;
    let isLate = false;
    do {
      isLate = this._judgeAll(blocks, until, (block) => this._judgeBlock(block));
      isLate ||= this._judgeAll(fields, until, (field) => this._judgeElement(field));
      isLate ||= performance.now() > until;
    } while (!isLate && (this.gathering.walk() || blocks.size || fields.size));
    this._captions.forget();
    this._waiting.take([roots, blocks, fields]);
    return isLate;
  }

  /**
   * Judge `field` as it is now, cover it where it is sensitive, and say whether it is; what nobody can judge is.
   *
   * @param {Field} field
   * @returns {boolean}
   */
  judgeField(field) {
    let isSensitive = true;
    this._closed(field, () => (isSensitive = this._judgeField(field)));
    return isSensitive;
  }

  /** @param {Field} field @returns {boolean} */
  _judgeField(field) {
    const { classes, shown } = this._fields.judge(field);
    const { placeholder } = field;
    this._cover.mark(field, "field", classes.length > 0);
    this._cover.count(field, shown);
    this._cover.mark(field, "hint", placeholder ? this._holds(placeholder) : false);
    return classes.length > 0;
  }

  /**
   * Return all classes that `field` is of, none where it is not sensitive.
   *
   * @param {Field} field
   * @returns {string[]}
   */
  classesOf(field) {
    return this._fields.judge(field).classes;
  }

  /**
   * Return the class of the one value that `field` shows, undefined where it shows none or several.
   *
   * @param {Field} field
   * @returns {string | undefined}
   */
  classOfOne(field) {
    const { classes, shown } = this._fields.judge(field);
    return classes.length === 1 && shown.length === 1 ? classes[0] : undefined;
  }

  /**
   * Return `text` with what is sensitive in it masked.
   *
   * @param {string} text
   * @returns {string}
   */
  masked(text) {
    const findings = this._detector.scan(text, "");
    if (!findings.length) return text;
    const letters = text.split("");
    for (const { hidden } of findings) {
      for (const [start, end] of hidden) letters.fill("•", start, end);
    }
    return letters.join("");
  }

  /**
   * Mask the title of `element`, which a tooltip would show.
   *
   * @param {Element} element
   */
  maskTitle(element) {
    const title = element.getAttribute("title") ?? "";
    const masked = this.masked(title);
    if (masked !== title) element.setAttribute("title", masked);
  }

  /**
   * Judge one after the other and take each from the set, and say whether it is too late for the rest.
   *
   * @template {Element | ShadowRoot} Judged
   * @param {Set<Judged>} set
   * @param {number} until
   * @param {(judged: Judged) => void} judge
   */
  _judgeAll(set, until, judge) {
    let count = 0;
    for (const judged of set) {
      if ((count += 1) % LOOKS_AT_CLOCK === 0 && performance.now() > until) return true;
      set.delete(judged);
      if (judged.isConnected) this._closed(judged, judge);
    }
    return false;
  }

  /** @param {Element | ShadowRoot} block */
  _judgeBlock(block) {
    if (isPart(block)) this.gathering.text(/** @type {Node} */ (block.parentNode));
    const read = readBlock(block);
    const isLong = read.text.length > LONGEST;
    this._cover.mark(shownBy(block), "whole", isLong);
    const findings = isLong ? [] : this._scan(block, read.text);
    if (!findings.length) {
      this._cover.text(block, [], []);
      return;
    }
    const values = findings.map(({ dataClass, hidden }) => ({
      dataClass,
      ranges: hidden.flatMap(([start, end]) => traced(read, start, end)),
    }));
    this._cover.text(
      block,
      values.flatMap(({ ranges }) => ranges),
      findings.map((finding) => finding.dataClass),
      values,
    );
  }

  /** @param {Element | ShadowRoot} block @param {string} text @returns {Finding[]} */
  _scan(block, text) {
    const isNamed = this._detector.isDigitless || /\d/.test(text);
    return this._detector.scan(text, isNamed ? this._captions.naming(block, text) : "");
  }

  /** @param {Element} element */
  _judgeElement(element) {
    if (isField(element)) this.judgeField(element);
    else if (element instanceof HTMLSelectElement) {
      const shown = [...element.querySelectorAll("option, optgroup")].map((each) => /** @type {any} */ (each).label);
      this._cover.mark(element, "list", shown.some((label) => this._holds(label)));
    } else if (element instanceof HTMLImageElement) {
      this._cover.mark(element, "words", this._holds(element.alt));
    }
  }

  /** @param {string} text */
  _holds(text) {
    return this._detector.scan(text, "").length > 0;
  }

  /**
   * @template {Element | ShadowRoot} Judged
   * @param {Judged} judged
   * @param {(judged: Judged) => void} judge
   */
  _closed(judged, judge) {
    try {
      judge(judged);
    } catch (error) {
      this._cover.mark(shownBy(judged), "whole", true);
      console.error("Deskwarden covers what it could not judge:", error);
    }
  }
}
