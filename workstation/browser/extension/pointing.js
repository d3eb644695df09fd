// Pointing: which covered value is under the pointer.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/** @typedef {{what: object, dataClass: string, block: Element | ShadowRoot, value: Shown | null}} Pointed */

/**
 * Return the covered value that `event` is on, null where it is on none; `what` is the same as long as the value is.
 *
 * @param {MouseEvent} event
 * @param {Cover} cover
 * @param {(field: Field) => string | undefined} classOf
 * @returns {Pointed | null}
 */
function pointedAt(event, cover, classOf) {
  const [target] = event.composedPath();
  if (isField(target)) {
    const dataClass = classOf(target);
    return dataClass ? { what: target, dataClass, block: target, value: null } : null;
  }
  const block = target instanceof Element ? blockOf(target) : null;
  const values = (block && cover.valuesOf(block)) ?? [];
  const value = values.find(({ ranges }) => ranges.some((range) => isOn(range, event.clientX, event.clientY)));
  return block && value ? { what: value, dataClass: value.dataClass, block, value } : null;
}

/**
 * Say whether the text of `range` is painted at this place of the window.
 *
 * @param {StaticRange} range
 * @param {number} x
 * @param {number} y
 */
function isOn({ startContainer, startOffset, endContainer, endOffset }, x, y) {
  const range = new Range();
  try {
    range.setStart(startContainer, startOffset);
    range.setEnd(endContainer, endOffset);
  } catch {
    return false; // the page changed it, which is about to be read
  }
  return [...range.getClientRects()].some(({ left, right, top, bottom }) => left <= x && x < right && top <= y && y < bottom);
}
