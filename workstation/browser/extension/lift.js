// Lifting: one covered value, the one that the pointer was on, for as long as the seat allows and nobody looks away.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const POINTED_WITHIN_MS = 60000;

/** Knows where the pointer was, since the click on a mask of the seat's own reaches no page. */
class Lift {
  /**
   * @param {Cover} cover
   * @param {Reader} reader
   * @param {Line} line
   */
  constructor(cover, reader, line) {
    this._cover = cover;
    this._reader = reader;
    this._line = line;
    /** @type {(Pointed & {at: number, number: number}) | null} */
    this._last = null;
    /** @type {(Pointed & {at: number, number: number}) | null} */
    this._wish = null;
    /** @type {(Pointed & {covered: Covered | null, entered: boolean}) | null} */
    this._open = null;
    this._due = 0;
    this._wishing = new Wishing(
      (event) => this._at(event),
      (pointed, value) => this._wished(pointed, value),
    );
    /** @param {PointerEvent} event */
    this._onMove = (event) => this._moved(event);
    /** @param {Event} event */
    this._onAway = ({ type, target }) => (type === "blur" && target !== window) || this._leave();
  }

  /** Follow the pointer, and put the value back where the eyes go elsewhere; again where a page forgot who listens. */
  follow() {
    this._wishing.listen();
    addEventListener("pointermove", this._onMove, true);
    for (const event of ["scroll", "blur", "visibilitychange", "pagehide", "resize", "beforeprint"]) {
      addEventListener(event, this._onAway, true);
    }
  }

  /**
   * Take clicks with `modifier` on values of these classes for wishes to see them.
   *
   * @param {string[]} classes
   * @param {string} modifier
   */
  offer(classes, modifier) {
    this._wishing.offer(classes, modifier);
  }

  /**
   * Lift the value that was wished for by that number; of number 0 the one of `dataClass` that the pointer was on last.
   *
   * 0 seconds put back what is lifted. What cannot be lifted is said to be over.
   *
   * @param {string} dataClass
   * @param {number} number
   * @param {number} seconds
   */
  take(dataClass, number, seconds) {
    this._end();
    if (seconds && !this._opened(number ? this._wish : this._last, dataClass, number, seconds)) this._line.over();
  }

  /**
   * @param {(Pointed & {at: number, number: number}) | null} known
   * @param {string} dataClass
   * @param {number} number
   * @param {number} seconds
   */
  _opened(known, dataClass, number, seconds) {
    if (!known || document.hidden || known.dataClass !== dataClass || known.number !== number) return false;
    if (performance.now() - known.at > POINTED_WITHIN_MS) return false;
    const { block, value } = known;
    const covered = value ? this._cover.lift(block, value) : null;
    if (value ? !covered : !this._cover.liftField(/** @type {Field} */ (block))) return false;
    this._open = { ...known, covered, entered: false };
    this._due = setTimeout(() => this._leave(), seconds * 1000);
    return true;
  }

  /** Put back what is lifted, and say so. */
  _leave() {
    if (!this._open) return;
    this._end();
    this._line.over();
  }

  _end() {
    clearTimeout(this._due);
    const open = this._open;
    this._open = null;
    if (open?.covered) this._cover.putBack(open.block, open.covered);
    else if (open) this._reader.judgeField(/** @type {Field} */ (open.block));
  }

  /** @param {Pointed} pointed @param {number} number */
  _wished(pointed, number) {
    this._wish = { ...pointed, at: performance.now(), number };
    this._line.asked(pointed.dataClass, number);
  }

  /** @param {PointerEvent} event */
  _moved(event) {
    const pointed = event.isTrusted ? this._at(event) : null;
    if (this._open) {
      if (pointed?.what === this._open.what) this._open.entered = true;
      else if (this._open.entered) this._leave();
    }
    if (pointed) this._last = { ...pointed, at: performance.now(), number: 0 };
  }

  /** @param {MouseEvent} event @returns {Pointed | null} */
  _at(event) {
    return pointedAt(event, this._cover, (field) => this._reader.classOfOne(field));
  }
}
