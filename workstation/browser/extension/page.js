// One document, wired: what changes in it is read and covered before it is painted.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const WATCHED = {
  childList: true,
  subtree: true,
  characterData: true,
  attributes: true,
  attributeFilter: [MARKER, "value", "placeholder", "type", "autocomplete", "aria-label", "label", "alt"],
};
const LOOKS_AGAIN_MS = 1000;
const TELLS_AFTER_MS = 250;
const INSISTS = 2;
const MOST_FOUGHT = 100;

/** Watches one document from before its first element on. */
class Page {
  constructor() {
    this._line = new Line((said) => this._heard(said));
    this._detector = new Detector();
    this._cover = new Cover();
    this._theirs = new Theirs();
    this._reader = new Reader(this._detector, this._cover, (root) => this._watch(root));
    this._lift = new Lift(this._cover, this._reader, this._line);
    this._focus = new Focus((field) => this._reader.classesOf(field), (classes) => this._line.focused(classes));
    this._gathering = this._reader.gathering;
    this._observer = new MutationObserver((records) => this._changed(records));
    /** @type {WeakSet<Node>} */
    this._watched = new WeakSet();
    this._titled = "";
    this._isLost = false;
    this._telling = 0;
    this._goesOn = 0;
    /** @type {Map<Element, number>} */
    this._fought = new Map();
    const secret = crypto.getRandomValues(new Uint32Array(4)).join("-");
    this._shakeHands(secret);
    this._handlers = {
      ...copyingHandlers(
        this._cover,
        (field) => this._reader.judgeField(field),
        (gesture) => this._line.refused(gesture),
      ),
      [`${secret}root`]: (/** @type {Event} */ event) => this._rooted(event),
      [`${secret}value`]: (/** @type {Event} */ event) => this._written(event),
      [`${secret}reset`]: (/** @type {Event} */ event) => this._readFields(rootAt(event.currentTarget)),
      [`${secret}cover`]: () => this._hold(),
      [`${secret}rules`]: () => this._theirs.dress(),
      [`${secret}sheets`]: (/** @type {Event} */ event) => this._undressed(event),
      [`${secret}clones`]: () => this._gathering.askEverywhere(),
      beforeprint: () => this._cover.print(true),
      afterprint: () => this._cover.print(false),
      load: () => this._theirs.look(),
      input: (/** @type {Event} */ event) => this._written(event),
      change: (/** @type {Event} */ event) => this._written(event),
      reset: (/** @type {Event} */ event) => this._reset(event),
      focusin: (/** @type {Event} */ event) => this._focused(event),
      focusout: (/** @type {Event} */ event) => this._focus.leave(event),
      pointerover: (/** @type {Event} */ event) => this._pointed(event),
    };
  }

  /** Cover what is there, and whatever comes. */
  begin() {
    this._cover.restore();
    this._watch(document);
    this._readAnew();
    this._line.open();
    if (document.hasFocus()) this._focus.enter(document.activeElement);
    for (const event of ["DOMContentLoaded", "load", "pageshow"]) addEventListener(event, () => this._lookAgain(), true);
    addEventListener("pageshow", () => this._line.open(), true);
    if (IS_GECKO) document.addEventListener("selectionchange", () => this._picked(), true);
    setInterval(() => document.hidden || this._hold(), LOOKS_AGAIN_MS);
  }

  /** @param {Said} said what the seat has to say */
  _heard(said) {
    if (said.type === "lift") this._lift.take(said.class, said.value, said.seconds);
    else {
      this._lift.offer(said.offered, said.modifier);
      this._take(said.classes, said.regions, said.own);
    }
  }

  /**
   * Cover what the seat says.
   *
   * @param {string[]} classes
   * @param {string[]} regions
   * @param {OwnClass[]} own
   */
  _take(classes, regions, own) {
    this._detector.take(classes, regions, own);
    this._readAnew();
    this._focus.look();
  }

  _readAnew() {
    this._reader.forget();
    this._gathering.add(document);
    this._read();
  }

  /** Read what a browser fills in without a word: what stood in fields before the page was loaded again. */
  _lookAgain() {
    this._watch(document);
    this._theirs.look();
    this._gathering.hasTitle = true;
    this._readFields(document);
    this._hold();
  }

  /** @param {Document | ShadowRoot} root */
  _readFields(root) {
    for (const field of root.querySelectorAll("input, textarea, select")) this._gathering.fields.add(field);
    this._read();
  }

  _read() {
    if (this._gathering.isEmpty) return;
    let isLate = false;
    try {
      isLate = this._reader.judge();
    } catch (error) {
      this._lost(error);
    }
    if (this._gathering.hasTitle) this._nameTab();
    if (!this._cover.holds()) this._hold();
    if (isLate) this._goesOn ||= setTimeout(() => this._goOn());
    this._telling ||= setTimeout(() => this._tell(), TELLS_AFTER_MS);
  }

  _goOn() {
    this._goesOn = 0;
    this._read();
  }

  /** Tell the seat where this is and how much is covered, once for many changes. */
  _tell() {
    this._telling = 0;
    this._line.opened();
    this._line.shown(this._cover.counts());
  }

  /** @param {Document | ShadowRoot} root */
  _watch(root) {
    if (root instanceof ShadowRoot && root.ownerDocument !== document) return; // its new document covers it
    this._gathering.isParsing = document.readyState !== "complete";
    this._listen(root);
    if (root instanceof ShadowRoot) dress(root);
    if (this._watched.has(root)) return;
    this._watched.add(root);
    this._observer.observe(root, WATCHED);
  }

  /**
   * Listen in `root`; a document that is opened again forgets who listens.
   *
   * @param {Document | ShadowRoot} root
   */
  _listen(root) {
    if (root instanceof Document) this._lift.follow();
    const target = root instanceof Document ? window : root;
    for (const [name, handler] of Object.entries(this._handlers)) target.addEventListener(name, handler, true);
  }

  /** @param {MutationRecord[]} records */
  _changed(records) {
    let isLess = false;
    for (const record of records) {
      try {
        isLess = this._noted(record) || isLess;
      } catch (error) {
        this._lost(error);
      }
    }
    if (this._gathering.isEmpty && !isLess) return;
    this._reader.forget();
    this._theirs.look();
    this._read();
    if (isLess) this._cover.sweep();
    this._focus.look();
  }

  /** @param {MutationRecord} record @returns {boolean} whether something left the document */
  _noted(record) {
    const { type, target } = record;
    if (type === "attributes") this._attributed(/** @type {Element} */ (target), record.attributeName);
    else if (type === "characterData") this._gathering.text(target);
    else if (this._gathering.changed(record)) {
      if (isRoot(target)) this._watch(target);
      return record.removedNodes.length > 0;
    }
    return false;
  }

  /**
   * Cover everything, since nobody knows what was not read, and read it all once more; what fails again stays covered.
   *
   * @param {unknown} error
   */
  _lost(error) {
    console.error("Deskwarden covers a page that it could not read:", error);
    const root = document.documentElement;
    if (root) this._cover.mark(root, "lost", true);
    if (this._isLost) return;
    this._isLost = true;
    setTimeout(() => {
      this._reader.forget();
      this._gathering.add(document);
      while (this._reader.judge());
      if (root) this._cover.mark(root, "lost", false);
      this._isLost = false;
    });
  }

  /** @param {Element} element @param {string | null} name */
  _attributed(element, name) {
    if (name !== MARKER) this._gathering.add(element);
    else if (this._cover.isUnmarked(element)) this._fight(element);
  }

  /**
   * Mark again; a page that takes marks away as fast as they are set is closed, or neither would ever end.
   *
   * @param {Element} element
   */
  _fight(element) {
    if (this._fought.size === 0) setTimeout(() => this._fought.clear());
    const times = (this._fought.get(element) ?? 0) + 1;
    this._fought.set(element, times);
    if (times < MOST_FOUGHT) this._cover.remark(element);
    else if (times === MOST_FOUGHT) {
      closeWhole(document);
      this._line.close();
    }
    if (times === INSISTS) this._line.uncovered(); // once is how frameworks bring a page to what it should be
  }

  /** @param {Event} event something was written into a field, or it got the focus */
  _written(event) {
    const [field] = event.composedPath();
    if (isField(field)) this._reader.judgeField(field);
    else if (field instanceof HTMLSelectElement) this._gathering.add(field);
    this._read();
    this._focus.look();
  }

  /**
   * A form is about to get back what it came with: once the script that clicked its button is through, which may be in
   * this frame, or at once where a person did.
   *
   * @param {Event} event
   */
  _reset({ currentTarget }) {
    const read = () => this._readFields(rootAt(currentTarget));
    queueMicrotask(read);
    requestAnimationFrame(read);
  }

  /** @param {Event} event */
  _focused(event) {
    this._written(event);
    this._focus.enter(event.composedPath()[0]);
  }

  /** @param {Event} event a shadow root was attached */
  _rooted(event) {
    const host = event instanceof MouseEvent ? event.relatedTarget : event.composedPath()[0];
    if (!(host instanceof Element)) return;
    this._gathering.hosts(host);
    if (host.isConnected) this._gathering.add(host);
    this._read();
  }

  _picked() {
    const selection = document.getSelection();
    const ranges = selection ? Array.from({ length: selection.rangeCount }, (_, at) => selection.getRangeAt(at)) : [];
    this._cover.pick(ranges.filter((range) => !range.collapsed));
  }

  /** @param {Event} event the page chose the sheets of a document or a shadow */
  _undressed({ currentTarget }) {
    this._theirs.again(rootAt(currentTarget));
  }

  /**
   * A tooltip shows a title as it is at that moment.
   *
   * @param {Event} event
   */
  _pointed(event) {
    for (const element of event.composedPath()) {
      if (element instanceof Element && element.hasAttribute("title")) this._reader.maskTitle(element);
    }
  }

  /** The tab, the window and the history show the document's title. */
  _nameTab() {
    this._gathering.hasTitle = false;
    const title = document.title;
    if (!title || title === this._titled) return;
    const masked = this._reader.masked(title);
    this._titled = masked;
    if (masked !== title) document.title = masked;
  }

  /** Hold the cover against whoever takes it away. */
  _hold() {
    if (this._cover.restore()) this._line.uncovered();
  }

  /**
   * Have the hooks in the page's world tell by a name that no script of the page's knows.
   *
   * @param {string} secret
   */
  _shakeHands(secret) {
    const isTaken = () =>
      !document.dispatchEvent(new CustomEvent("deskwarden-page", { detail: secret, cancelable: true }));
    if (!isTaken()) document.addEventListener("deskwarden-hooks", isTaken, { once: true });
  }
}

/** @param {Node} node @returns {node is Document | ShadowRoot} */
function isRoot(node) {
  return node.nodeType === Node.DOCUMENT_NODE || node.nodeType === Node.DOCUMENT_FRAGMENT_NODE;
}

/** @param {EventTarget | null} listened @returns {Document | ShadowRoot} */
function rootAt(listened) {
  return listened instanceof ShadowRoot ? listened : document;
}

new Page().begin();
