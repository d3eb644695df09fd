// Wishing: a click with the policy's modifier on a covered value says that the agent wants to see it, and reaches no page.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const CLICKING = ["pointerdown", "mousedown", "pointerup", "mouseup", "click", "contextmenu", "pointercancel"];
const ENDS = new Set(["click", "contextmenu", "pointercancel"]);
/** @type {Record<string, string>} */
const HELD = { ctrl: "ctrlKey", alt: "altKey", shift: "shiftKey", super: "metaKey" };

/** Takes the clicks that are wishes. */
class Wishing {
  /**
   * @param {(event: MouseEvent) => Pointed | null} pointed
   * @param {(pointed: Pointed, value: number) => void} wished called with a number that tells the value from others
   */
  constructor(pointed, wished) {
    this._pointed = pointed;
    this._wished = wished;
    /** @type {Set<string>} */
    this._offered = new Set();
    this._modifier = "ctrl";
    this._isTaking = false;
    /** @type {WeakMap<object, number>} */
    this._numbers = new WeakMap();
    this._count = 0;
    /** @param {Event} event */
    this._onClick = (event) => this._clicked(/** @type {MouseEvent} */ (event));
  }

  /** Listen; again where a page forgot who listens. */
  listen() {
    for (const name of CLICKING) addEventListener(name, this._onClick, true);
  }

  /**
   * Take clicks with `modifier` on values of these classes.
   *
   * @param {string[]} classes
   * @param {string} modifier
   */
  offer(classes, modifier) {
    this._offered = new Set(classes);
    this._modifier = modifier;
  }

  /** @param {MouseEvent} event what a hand does: keys and scripts click as well */
  _clicked(event) {
    if (!event.isTrusted || (event.type === "click" && event.detail === 0)) return;
    if (event.type === "pointerdown") this._begun(event);
    if (!this._isTaking) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (ENDS.has(event.type)) this._isTaking = false;
  }

  /** @param {MouseEvent} event a button went down: a wish, or what is none of ours until the next one */
  _begun(event) {
    this._isTaking = false;
    if (event.button !== 0 || !this._isHeld(event)) return;
    const pointed = this._pointed(event);
    if (!pointed || !this._offered.has(pointed.dataClass)) return;
    this._isTaking = true;
    this._wished(pointed, this._numberOf(pointed.what));
  }

  /** @param {MouseEvent} event */
  _isHeld(event) {
    return Object.entries(HELD).every(([name, key]) => Reflect.get(event, key) === (name === this._modifier));
  }

  /** @param {object} what */
  _numberOf(what) {
    const number = this._numbers.get(what) ?? (this._count += 1);
    this._numbers.set(what, number);
    return number;
  }
}
