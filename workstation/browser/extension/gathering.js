// Gathering: which blocks and fields of a document are to be read, found a stretch at a time.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const MAY_HOST = new Set(
  "article aside blockquote body div footer h1 h2 h3 h4 h5 h6 header main nav p section span".split(" "),
);
const FIELDS = new Set("img input select textarea".split(" "));
const STRETCH = 128;

/** What is to be read in one document. */
class Gathering {
  /**
   * @param {(root: ShadowRoot) => void} found called for every shadow root before it is read
   * @param {(block: Element, text: string) => boolean} isPlain says whether one look tells that nothing is to be covered
   * @param {(element: Element) => boolean} isCovered
   */
  constructor(found, isPlain, isCovered) {
    this._isCovered = isCovered;
    this._found = found;
    this._isPlain = isPlain;
    /** Roots that are to be walked through. @type {Set<Node>} */
    this.roots = new Set();
    /** @type {Set<Element | ShadowRoot>} */
    this.blocks = new Set();
    /** @type {Set<Element>} */
    this.fields = new Set();
    this.hasTitle = false;
    /** Whether a parser may still make closed shadow roots, of which nothing tells. */
    this.isParsing = true;
    /** Where the walk through the first root goes on. @type {Node | null} */
    this._at = null;
    /** Those inside a root that no walk has begun with. @type {Set<Node>} */
    this._inside = new Set();
    /** @type {WeakSet<Element>} */
    this._hosts = new WeakSet();
    this._isAsked = false;
  }

  /** Say whether anything is to be read. */
  get isEmpty() {
    return !this.roots.size && !this.blocks.size && !this.fields.size && !this.hasTitle;
  }

  /**
   * Note that `host` has a shadow root that its element does not show.
   *
   * @param {Element} host
   */
  hosts(host) {
    this._hosts.add(host);
  }

  /** Note that closed shadow roots may be anywhere from now on. */
  askEverywhere() {
    this._isAsked = true;
  }

  /**
   * Note that `node` and what is inside it are to be read.
   *
   * @param {Node} node
   */
  add(node) {
    if (node.nodeType === Node.TEXT_NODE) this.text(node);
    else this.roots.add(node);
  }

  /**
   * Note what came and went, and say whether it was anywhere but where a walk has yet to begin.
   *
   * @param {MutationRecord} record
   */
  changed(record) {
    const { target } = record;
    if (this.roots.size && this._isNew(target)) return false;
    const { addedNodes } = record;
    let isApart = true;
    for (let at = 0; at < addedNodes.length; at += 1) {
      const node = addedNodes[at];
      if (this._addLeaf(node)) continue;
      isApart &&= isBlank(node) || isParting(node);
      this.add(node);
    }
    if (!isApart || !isBetweenBlocks(record, this._isCovered)) this.text(target);
    return true;
  }

  /**
   * Note that the text of the block that `node` is in is to be read; of a text area it is the value, which is a field's.
   *
   * @param {Node} node
   */
  text(node) {
    const block = blockOf(node);
    const name = block instanceof Element ? block.localName : "";
    if (name === "title" || node.nodeName === "HEAD") this.hasTitle = true;
    else if (name === "textarea") this.fields.add(/** @type {Element} */ (block));
    else if (block) this.blocks.add(block);
    if (name === "option") this._addList(/** @type {Element} */ (block));
  }

  /** Walk on for a stretch, and say whether there is more to walk through. */
  walk() {
    this._inside.clear();
    const [root] = this.roots;
    if (!root) return false;
    if (!root.isConnected) return this._end(root);
    if (this._at && !root.contains(this._at)) this._at = null;
    /** @type {Node} */
    let node = this._at ?? root;
    for (let step = 0; step < STRETCH; step += 1) {
      const isOpen = this._pass(node);
      const next = (isOpen && node.firstChild) || following(node, root);
      if (!next) return this._end(root);
      node = next;
    }
    this._at = node;
    return true;
  }

  /** @param {Node} node @returns {boolean} whether it was a block with one text and no part of the text around it */
  _addLeaf(node) {
    if (!isElement(node)) return false;
    const only = node.firstChild;
    if (only?.nodeType !== Node.TEXT_NODE || only.nextSibling) return false;
    const name = node.localName;
    const { data } = /** @type {Text} */ (only);
    if (IN_LINE.has(name) || UNSEEN.has(name) || FIELDS.has(name) || isPartOf(data, name)) return false;
    if (this._rootOf(node, name)) return false;
    if (!this._isPlain(node, data)) this.blocks.add(node);
    return true;
  }

  /** @param {Element} option */
  _addList(option) {
    const list = option.closest("select");
    if (list) this.fields.add(list);
  }

  /** @param {Text} node */
  _addText(node) {
    const block = node.parentNode;
    if (!isElement(block) || node.previousSibling || node.nextSibling || IN_LINE.has(block.localName)) this.text(node);
    else if (!this._isPlain(block, node.data)) this.text(node);
  }

  /** @param {Node} root */
  _end(root) {
    this.roots.delete(root);
    this._at = null;
    return this.roots.size > 0;
  }

  /** @param {Node} node @returns {boolean} whether what is inside it is to be walked through */
  _pass(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      if (!isBlank(node)) this._addText(/** @type {Text} */ (node));
      return false;
    }
    if (!isElement(node)) return true;
    const name = node.localName;
    if (UNSEEN.has(name)) {
      this.hasTitle ||= name === "head";
      return false;
    }
    if (FIELDS.has(name)) this.fields.add(node);
    if (name === "textarea") return false;
    const root = this._rootOf(node, name);
    if (root) {
      this._isAsked ||= /** @type {any} */ (root).clonable;
      this._found(root);
      this.roots.add(root);
    }
    return true;
  }

  /** @param {Element} element @param {string} name @returns {ShadowRoot | null} */
  _rootOf(element, name) {
    const isCustom = name.includes("-");
    if (!isCustom && !MAY_HOST.has(name)) return null;
    if (element.shadowRoot) return element.shadowRoot;
    if (!isCustom && !this._isAsked && !this.isParsing && !this._hosts.has(element)) return null;
    return shadowOf(/** @type {HTMLElement} */ (element));
  }

  /** @param {Node} node @returns {boolean} whether a walk that has not begun will come by it */
  _isNew(node) {
    let above = /** @type {Node | null} */ (node);
    while (above && !this._inside.has(above)) {
      if (this.roots.has(above)) {
        if (this._at !== null && this.roots.values().next().value === above) return false;
        break;
      }
      above = above.parentNode;
    }
    if (above) this._inside.add(node);
    return above !== null;
  }
}

/** @param {Node} node @param {Node} root @returns {Node | null} what comes after `node` and all inside it */
function following(node, root) {
  let past = /** @type {Node | null} */ (node);
  while (past && past !== root && !past.nextSibling) past = past.parentNode;
  return past && past !== root ? past.nextSibling : null;
}

/**
 * Say whether blocks are on both sides, and what went was no part of a text that stays or is covered.
 *
 * @param {MutationRecord} record
 * @param {(element: Element) => boolean} isCovered
 */
function isBetweenBlocks(record, isCovered) {
  let before = record.previousSibling;
  while (before && isBlank(before)) before = before.previousSibling;
  let after = record.nextSibling;
  while (after && isBlank(after)) after = after.nextSibling;
  if (!isParting(before) || !isParting(after)) return false;
  const isAlone = !before && !after && isElement(record.target) && !IN_LINE.has(record.target.localName);
  return (isAlone && !isCovered(record.target)) || isAllParting(record.removedNodes);
}

/** @param {NodeList} nodes */
function isAllParting(nodes) {
  for (let at = 0; at < nodes.length; at += 1) if (!isBlank(nodes[at]) && !isParting(nodes[at])) return false;
  return true;
}

/** @param {Node | null} node @returns {boolean} whether it is no part of the text around it */
function isParting(node) {
  return node === null || (isElement(node) && !IN_LINE.has(node.localName) && !isPart(node));
}

/** @param {HTMLElement} element @returns {ShadowRoot | null} also one that is closed to the page */
function shadowOf(element) {
  return IS_GECKO ? /** @type {any} */ (element).openOrClosedShadowRoot : chrome.dom.openOrClosedShadowRoot(element);
}
