// What names a value: the words before it, the heads of its row and column, what its element is called.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const LONGEST_CAPTION = 40;
const LONGEST_CAPTIONED = 24;
const FARTHEST_BACK = 64;

/**
 * Return what may name the value that a short block holds, the surest first.
 *
 * @param {Element | ShadowRoot} block
 * @param {string} text what the block holds
 * @returns {string[]} empty for a block that is too long to be a value alone
 */
function captionsOf(block, text) {
  if (!(block instanceof Element) || text.trim().length > LONGEST_CAPTIONED) return [];
  const said = [block.getAttribute("aria-label"), namedBy(block), ...headsOf(block), wordsBefore(block)];
  return said.filter((words) => words);
}

/**
 * Return the words of the elements that `element` says name it.
 *
 * @param {Element} element
 * @returns {string}
 */
function namedBy(element) {
  const ids = element.getAttribute("aria-labelledby");
  const root = element.getRootNode();
  if (!ids || !(root instanceof Document || root instanceof ShadowRoot)) return "";
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
    if (node.nodeType !== Node.TEXT_NODE || !/\S/.test(node.nodeValue ?? "")) continue;
    const block = blockOf(node);
    return block ? short(readBlock(block).text) : "";
  }
  return "";
}

/** @param {Node} node @returns {Node | null} the last node that is over before `node` begins */
function nodeBefore(node) {
  let before = node.previousSibling;
  if (!before) return node.parentNode instanceof Element ? ancestorBefore(node.parentNode) : null;
  while (before.lastChild && !(before instanceof Element && UNSEEN.has(before.localName))) before = before.lastChild;
  return before;
}

/** @param {Element} parent @returns {Node | null} */
function ancestorBefore(parent) {
  return parent.previousSibling || parent.parentNode instanceof Element ? nodeBefore(parent) : null;
}

/** @param {Element} block @returns {string[]} the heads of its row and of its column */
function headsOf(block) {
  const cell = block.closest("td, [role=cell], [role=gridcell]");
  if (!cell) return [];
  const row = cell.closest("tr, [role=row]");
  const table = cell.closest("table, [role=table], [role=grid]");
  if (!row || !table) return [];
  const head = row.querySelector("th, [role=rowheader]");
  const first = cell instanceof HTMLTableCellElement ? /** @type {HTMLTableElement} */ (table).rows?.[0] : null;
  const heads = first ? first.cells : table.querySelectorAll("[role=columnheader]");
  const at = cell instanceof HTMLTableCellElement ? cell.cellIndex : [...row.children].indexOf(cell);
  const column = heads[at];
  return [column, head].map((each) => (each && each !== cell ? short(each.textContent ?? "") : ""));
}

/** @param {string} words @returns {string} `words` with single spaces, "" for what is too long or holds a value */
function short(words) {
  const said = words.replace(/\s+/g, " ").trim();
  return said.length > LONGEST_CAPTION || /\d\D?\d\D?\d/.test(said) ? "" : said;
}
