// Copying: what is covered, and what sensitive fields hold, goes to no clipboard and is dragged nowhere.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/** @type {Record<string, string>} */
const GESTURES = { dragstart: "drag" };

/**
 * Return what to do with events that copy, cut, drag and paste.
 *
 * @param {Cover} cover
 * @param {(field: Field) => boolean} isSensitive
 * @param {(what: string) => void} refused
 * @returns {Record<string, (event: Event) => void>} by the event's name
 */
function copyingHandlers(cover, isSensitive, refused) {
  /** @param {Event} event */
  const refuse = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    refused(GESTURES[event.type] ?? event.type);
  };
  /** @param {Event} event */
  const takesCovered = (event) => {
    const [target] = event.composedPath();
    if (isField(target)) return isSensitive(target);
    const selection = document.getSelection();
    const ranges = selection ? Array.from({ length: selection.rangeCount }, (_, at) => selection.getRangeAt(at)) : [];
    return ranges.some((range) => cover.reaches(range));
  };
  /** @param {Event} event what nobody can tell of is not let go */
  const out = (event) => {
    let isCovered = true;
    try {
      isCovered = takesCovered(event);
    } finally {
      if (isCovered) refuse(event);
    }
  };
  /** @param {Event} event */
  const into = (event) => {
    const [target] = event.composedPath();
    if (isField(target) && isSensitive(target)) refuse(event);
  };
  return { copy: out, cut: out, dragstart: out, paste: into, drop: into };
}
