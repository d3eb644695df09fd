// Lifting: one covered value, the one that the pointer was on, for as long as the seat allows and nobody looks away.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const POINTED_WITHIN_MS = 60000;

/** @typedef {{block: Element | ShadowRoot, value: Shown}} Pointed */

/** Knows where the pointer was, since the click on a mask reaches no page. */
class Lift {
  /** @param {Cover} cover */
  constructor(cover) {
    this._cover = cover;
    /** @type {(Pointed & {at: number}) | null} */
    this._last = null;
    /** @type {(Pointed & {covered: Covered, entered: boolean}) | null} */
    this._open = null;
    this._due = 0;
    /** @param {PointerEvent} event */
    this._onMove = (event) => this._moved(event);
    /** @param {Event} event */
    this._onAway = ({ type, target }) => (type === "blur" && target !== window) || this.end();
  }

  /** Follow the pointer, and put the value back where the eyes go elsewhere; again where a page forgot who listens. */
  follow() {
    addEventListener("pointermove", this._onMove, true);
    for (const event of ["scroll", "blur", "visibilitychange", "pagehide", "resize", "beforeprint"]) {
      addEventListener(event, this._onAway, true);
    }
  }

  /**
   * Lift the value of `dataClass` that the pointer was on last; 0 seconds put back what is lifted.
   *
   * @param {string} dataClass
   * @param {number} seconds
   */
  take(dataClass, seconds) {
    this.end();
    const known = this._last;
    if (!seconds || !known || document.hidden || known.value.dataClass !== dataClass) return;
    if (performance.now() - known.at > POINTED_WITHIN_MS) return;
    const covered = this._cover.lift(known.block, known.value);
    if (!covered) return;
    this._open = { block: known.block, value: known.value, covered, entered: false };
    this._due = setTimeout(() => this.end(), seconds * 1000);
  }

  /** Put back what is lifted. */
  end() {
    clearTimeout(this._due);
    if (this._open) this._cover.putBack(this._open.block, this._open.covered);
    this._open = null;
  }

  /** @param {PointerEvent} event */
  _moved(event) {
    const pointed = event.isTrusted ? this._at(event) : null;
    if (this._open) {
      if (pointed?.value === this._open.value) this._open.entered = true;
      else if (pointed || this._open.entered) this.end();
    }
    if (pointed) this._last = { ...pointed, at: performance.now() };
  }

  /** @param {PointerEvent} event @returns {Pointed | null} */
  _at(event) {
    const [target] = event.composedPath();
    const block = target instanceof Element ? blockOf(target) : null;
    const values = (block && this._cover.valuesOf(block)) ?? [];
    const value = values.find(({ ranges }) => ranges.some((range) => isOn(range, event.clientX, event.clientY)));
    return block && value ? { block, value } : null;
  }
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
