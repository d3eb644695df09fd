// Reading: what changed in a document is gathered, judged by the detector, and covered.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const MAY_HOST = new Set(
  "article aside blockquote body div footer h1 h2 h3 h4 h5 h6 header main nav p section span".split(" "),
);

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
    this._found = found;
    /** @type {WeakSet<Element>} */
    this._hosts = new WeakSet();
    /** @type {Set<Element | ShadowRoot>} */
    this._blocks = new Set();
    /** @type {Set<Element>} */
    this._fields = new Set();
  }

  /**
   * Note that `host` has a shadow root that its element does not show.
   *
   * @param {Element} host
   */
  hosts(host) {
    this._hosts.add(host);
  }

  /**
   * Note that `node` and what is inside it are to be read.
   *
   * @param {Node} node
   */
  gather(node) {
    if (node.nodeType === Node.TEXT_NODE) this._block(node);
    else if (node instanceof Element) this._gather(node);
    else for (let child = node.firstChild; child; child = child.nextSibling) this.gather(child);
  }

  /**
   * Note that the text of `node` itself is to be read.
   *
   * @param {Node} node
   */
  gatherText(node) {
    this._block(node);
  }

  /** Judge what was gathered, and cover it. What cannot be judged is covered whole. */
  judge() {
    const blocks = [...this._blocks];
    const fields = [...this._fields];
    this._blocks.clear();
    this._fields.clear();
    for (const block of blocks) this._closed(block, () => this._judgeBlock(block));
    for (const field of fields) this._closed(field, () => this._judgeElement(field));
  }

  /**
   * Judge `field` as it is now, cover it where it is sensitive, and say whether it is.
   *
   * @param {Field} field
   * @returns {boolean}
   */
  judgeField(field) {
    const classes = classesOf(field, this._detector);
    this._cover.mark(field, "field", classes.length > 0);
    this._cover.count(field, field.value ? classes.slice(0, 1) : []);
    this._cover.mark(field, "hint", field.placeholder ? this._holds(field.placeholder, "") : false);
    return classes.length > 0;
  }

  /**
   * Return `text` with what is sensitive in it masked.
   *
   * @param {string} text
   * @returns {string}
   */
  masked(text) {
    const letters = text.split("");
    for (const { hidden } of this._detector.scan(text, "")) {
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

  /** @param {Element} element */
  _gather(element) {
    if (UNSEEN.has(element.localName)) return;
    if (isField(element) || element instanceof HTMLSelectElement) this._fields.add(element);
    const root = this._rootOf(element);
    if (root) {
      this._found(root);
      this.gather(root);
    }
    for (let child = element.firstChild; child; child = child.nextSibling) {
      if (child.nodeType === Node.TEXT_NODE) this._block(child);
      else if (child instanceof Element) this._gather(child);
    }
  }

  /** @param {Node} node */
  _block(node) {
    const block = blockOf(node);
    if (block && !(block instanceof HTMLTitleElement)) this._blocks.add(block);
  }

  /** @param {Element} element @returns {ShadowRoot | null} */
  _rootOf(element) {
    if (element.shadowRoot) return element.shadowRoot;
    const asked = element.localName.includes("-") || this._hosts.has(element);
    const parsed = document.readyState !== "complete" && MAY_HOST.has(element.localName);
    return asked || parsed ? chrome.dom.openOrClosedShadowRoot(/** @type {HTMLElement} */ (element)) : null;
  }

  /** @param {Element | ShadowRoot} block */
  _judgeBlock(block) {
    const read = readBlock(block);
    const findings = this._scan(block, read.text);
    const hidden = findings.flatMap((finding) => finding.hidden);
    const ranges = hidden.flatMap(([start, end]) => traced(read, start, end));
    this._cover.text(block, ranges, findings.map((finding) => finding.dataClass));
  }

  /** @param {Element | ShadowRoot} block @param {string} text @returns {Finding[]} */
  _scan(block, text) {
    if (!/\S/.test(text)) return [];
    const captions = /\d/.test(text) ? captionsOf(block, text) : [];
    const naming = captions.find((caption) => this._detector.labelClass(caption));
    return this._detector.scan(text, naming ?? captions[0] ?? "");
  }

  /** @param {Element} element */
  _judgeElement(element) {
    if (isField(element)) this.judgeField(element);
    else if (element instanceof HTMLSelectElement) {
      const shown = [...element.options].some((option) => this._holds(option.label, ""));
      this._cover.mark(element, "list", shown);
    }
  }

  /** @param {string} text @param {string} label */
  _holds(text, label) {
    return this._detector.scan(text, label).length > 0;
  }

  /** @param {Element | ShadowRoot} judged @param {() => void} judge */
  _closed(judged, judge) {
    try {
      judge();
    } catch (error) {
      const element = judged instanceof Element ? judged : judged.host;
      this._cover.mark(element, "whole", true);
      console.error("Deskwarden covers what it could not judge:", error);
    }
  }
}
