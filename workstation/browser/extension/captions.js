// What names a value: the words before it, the heads of its row and column, what its element is called.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const LONGEST_CAPTION = 40;
const LONGEST_CAPTIONED = 24;
const FARTHEST_BACK = 64;
const SPACED_CAPTION = 400;

/** @typedef {{head: Element | null, told: string, columns: string[]}} Row the heads that tell something */

/** Finds what names a value; remembers the heads of tables until it is told to forget them. */
class Captions {
  /** @param {(words: string) => boolean} tells says whether words promise a value */
  constructor(tells) {
    this._tells = tells;
    /** The heads of each table's columns. @type {Map<Element, string[]>} */
    this._heads = new Map();
    /** @type {Map<Element, Row>} */
    this._rows = new Map();
  }

  /** Forget what tables looked like. */
  forget() {
    if (this._rows.size) this._rows.clear();
    if (this._heads.size) this._heads.clear();
  }

  /**
   * Return the words that promise the value that a short block holds, the surest that do.
   *
   * @param {Element | ShadowRoot} block
   * @param {string} text what the block holds
   * @returns {string} "" where none do, and for a block that is too long to be a value alone
   */
  naming(block, text) {
    if (!isElement(block) || text.trim().length > LONGEST_CAPTIONED) return "";
    return (
      this._telling(block.getAttribute("aria-label") ?? "") ||
      this._telling(namedBy(block)) ||
      this._headOf(block) ||
      this._telling(wordsBefore(block))
    );
  }

  /** @param {string} words */
  _telling(words) {
    return words && this._tells(words) ? words : "";
  }

  /** @param {Element} block @returns {string} the head of its column, or of its row, that tells */
  _headOf(block) {
    const cell = block.localName === "td" ? block : block.closest("td, [role=cell], [role=gridcell]");
    const row = cell?.closest("tr, [role=row]");
    if (!cell || !row) return "";
    const { head, told, columns } = this._rowOf(row);
    if (columns.length) {
      const at = cell instanceof HTMLTableCellElement ? cell.cellIndex : [...row.children].indexOf(cell);
      if (columns[at]) return columns[at];
    }
    return cell === head ? "" : told;
  }

  /** @param {Element} row @returns {Row} */
  _rowOf(row) {
    const known = this._rows.get(row);
    if (known) return known;
    const table = row.closest("table, [role=table], [role=grid]");
    const head = table && row.querySelector("th, [role=rowheader]");
    const isFirst = table instanceof HTMLTableElement && row === table.rows[0];
    const told = head ? this._telling(short(head.textContent ?? "")) : "";
    const made = { head, told, columns: table && !isFirst ? this._columnsOf(table) : [] };
    this._rows.set(row, made);
    return made;
  }

  /** @param {Element} table @returns {string[]} the head of each column, "" where it tells nothing */
  _columnsOf(table) {
    const known = this._heads.get(table);
    if (known) return known;
    const cells = table instanceof HTMLTableElement ? table.rows[0]?.cells : null;
    const heads = cells ?? table.querySelectorAll("[role=columnheader]");
    const told = [...heads].map((head) => this._telling(short(head.textContent ?? "")));
    const some = told.some((head) => head) ? told : [];
    this._heads.set(table, some);
    return some;
  }
}

/**
 * Return the words of the elements that `element` says name it.
 *
 * @param {Element} element
 * @returns {string}
 */
function namedBy(element) {
  const ids = element.getAttribute("aria-labelledby");
  if (!ids) return "";
  const root = element.getRootNode();
  if (!(root instanceof Document || root instanceof ShadowRoot)) return "";
  return short(ids.split(/\s+/).map((id) => root.getElementById(id)?.textContent ?? "").join(" "));
}

/**
 * Return the short words that stand right before `element` in its document, "" where a long text or none does.
 *
 * @param {Element} element
 * @returns {string}
 */
function wordsBefore(element) {
  let node = /** @type {Node} */ (element);
  for (let step = 0; step < FARTHEST_BACK; step += 1) {
    const before = nodeBefore(node);
    if (!before) return "";
    node = before;
    if (node.nodeType !== Node.TEXT_NODE || isBlank(node)) continue;
    const block = blockOf(node);
    return block ? short(readBlock(block).text) : "";
  }
  return "";
}

/** @param {Node} node @returns {Node | null} the last node that is over before `node` begins */
function nodeBefore(node) {
  let before = node.previousSibling;
  if (!before) return isElement(node.parentNode) ? ancestorBefore(node.parentNode) : null;
  while (before.lastChild && !(isElement(before) && UNSEEN.has(before.localName))) before = before.lastChild;
  return before;
}

/** @param {Element} parent @returns {Node | null} */
function ancestorBefore(parent) {
  return parent.previousSibling || isElement(parent.parentNode) ? nodeBefore(parent) : null;
}

/** @param {string} words @returns {string} `words` with single spaces, "" for what is too long or holds a value */
function short(words) {
  if (words.length > SPACED_CAPTION) return "";
  const said = words.replace(/\s+/g, " ").trim();
  return said.length > LONGEST_CAPTION || /\d\D?\d\D?\d/.test(said) ? "" : said;
}
