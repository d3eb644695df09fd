// A block's text as a person reads it: joined over what stands in its line, each character traced to its text node.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const IN_LINE = new Set(
  ("a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rb ruby s samp slot small " +
    "span strike strong sub sup time tspan textpath tt u var wbr").split(" "),
);
const UNSEEN = new Set("head noscript script style template".split(" "));
const MAY_BE_PARTS = new Set("article div figure p section".split(" "));
const PART = /^[\s\-./]*(?:\d[\s\-./]*){0,4}$/;
const LONGEST_PART = 6;
const RUNS = /\s{2,}|[\t\n\f\r]|\d[\u0300-\u036f\u20d0-\u20ff\ufe0e\ufe0f]/;
const APART_IN_TEXT = /(\s+|(?<=\d)[\u0300-\u036f\u20d0-\u20ff\ufe0e\ufe0f]+)/;
const BLANK = /^\s*$/;

/** @typedef {{node: Text, from: number, at: number, length: number}} Piece */
/** @typedef {{text: string, pieces: Piece[]}} Block */

/**
 * Return the element whose text `node` is part of: the first above it that does not stand in a line.
 *
 * @param {Node} node
 * @returns {Element | ShadowRoot | null} null for what is never shown and what is in no document
 */
function blockOf(node) {
  let above = node.nodeType === Node.TEXT_NODE ? node.parentNode : node;
  while (isElement(above) && IN_LINE.has(above.localName)) above = above.parentNode;
  if (isElement(above)) return UNSEEN.has(above.localName) ? null : above;
  return above instanceof ShadowRoot ? above : null;
}

/**
 * Say whether `node` is an element.
 *
 * @param {Node | null} node
 * @returns {node is Element}
 */
function isElement(node) {
  return node !== null && node.nodeType === Node.ELEMENT_NODE;
}

/**
 * Say whether `node` is text without a letter, a digit or a sign.
 *
 * @param {Node} node
 */
function isBlank(node) {
  return node.nodeType === Node.TEXT_NODE && BLANK.test(/** @type {Text} */ (node).data);
}

/**
 * Say whether `element` is a box with a few digits, as a row of them shows one number.
 *
 * @param {Element | ShadowRoot} element
 */
function isPart(element) {
  if (!isElement(element)) return false;
  let only = element.firstChild;
  while (only && !only.nextSibling && isElement(only) && IN_LINE.has(only.localName)) only = only.firstChild;
  if (only?.nodeType !== Node.TEXT_NODE || only.nextSibling) return false;
  return isPartOf(/** @type {Text} */ (only).data, element.localName);
}

/** @param {string} data the text of a box @param {string} name the name of its element */
function isPartOf(data, name) {
  return data.length <= LONGEST_PART && PART.test(data) && (MAY_BE_PARTS.has(name) || name.includes("-"));
}

/**
 * Return the text of `block` itself, without the blocks inside it, which only part it. Runs of spaces are one space.
 *
 * @param {Element | ShadowRoot} block
 * @returns {Block}
 */
function readBlock(block) {
  const read = { text: "", pieces: [] };
  readInside(block, read);
  return read;
}

/**
 * Return the ranges of text nodes that characters `start` to `end` of a block stand for.
 *
 * @param {Block} block
 * @param {number} start
 * @param {number} end
 * @returns {StaticRange[]}
 */
function traced(block, start, end) {
  const ranges = [];
  for (const { node, from, at, length } of block.pieces) {
    const first = Math.max(start - at, 0);
    const last = Math.min(end - at, length);
    if (first >= last) continue;
    ranges.push(
      new StaticRange({
        startContainer: node,
        startOffset: from + first,
        endContainer: node,
        endOffset: from + last,
      }),
    );
  }
  return ranges;
}

/** @param {Node} parent @param {Block} read */
function readInside(parent, read) {
  for (let child = parent.firstChild; child; child = child.nextSibling) {
    if (child.nodeType === Node.TEXT_NODE) {
      readText(/** @type {Text} */ (child), read);
    } else if (isElement(child) && !UNSEEN.has(child.localName)) {
      if (IN_LINE.has(child.localName) || isPart(child)) readInside(child, read);
      else read.text += "\n";
    }
  }
}

/** @param {Text} node @param {Block} read */
function readText(node, read) {
  const said = node.data;
  if (!RUNS.test(said)) {
    addPiece(node, 0, said, read);
    return;
  }
  let from = 0;
  said.split(APART_IN_TEXT).forEach((part, nth) => {
    if (nth % 2 === 0) addPiece(node, from, part, read);
    else if (/^\s/.test(part)) addPiece(node, from, " ", read);
    from += part.length;
  });
}

/** @param {Text} node @param {number} from @param {string} said @param {Block} read */
function addPiece(node, from, said, read) {
  if (!said) return;
  read.pieces.push({ node, from, at: read.text.length, length: said.length });
  read.text += said;
}
