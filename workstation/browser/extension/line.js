// A page's line to the seat, over the extension's background: it may break and is taken up again.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const AGAIN_AFTER_MS = 1000;
const ONCE_IN_MS = 1000;

/** @typedef {{type: "cover", classes: string[], regions: string[], own: OwnClass[], offered: string[], modifier: string}} ToCover */
/** @typedef {ToCover | {type: "lift", class: string, value: number, seconds: number}} Said */

/** Says what the seat should know of one document, never what the document shows. */
class Line {
  /** @param {(said: Said) => void} told called with what the seat says of this document */
  constructor(told) {
    this._told = told;
    /** @type {chrome.runtime.Port | null} */
    this._port = null;
    this._url = "";
    this._shown = "{}";
    /** @type {string[]} */
    this._focused = [];
    /** @type {Map<string, number>} */
    this._said = new Map();
  }

  /** Take the line up, where it is down. */
  open() {
    if (this._port || !chrome.runtime?.id) return;
    const port = chrome.runtime.connect({ name: "page" });
    this._port = port;
    this._url = "";
    port.onMessage.addListener((message) => this._told(message));
    port.onDisconnect.addListener(() => {
      this._port = null;
      setTimeout(() => this.open(), AGAIN_AFTER_MS);
    });
    const shown = this._shown;
    this.opened();
    this._shown = shown;
    if (shown !== "{}") this._say({ type: "shown", classes: JSON.parse(shown) });
    if (this._focused.length) this.focused(this._focused);
  }

  /** Say where this document is, where it is elsewhere than said. */
  opened() {
    const url = location.href.slice(0, 2048);
    if (url === this._url) return;
    this._url = url;
    this._say({ type: "opened", url });
    this._shown = "{}"; // another address is another view, whatever it shows
  }

  /**
   * Say how many values of which classes are covered now.
   *
   * @param {Record<string, number>} classes
   */
  shown(classes) {
    const said = JSON.stringify(classes);
    if (said === this._shown) return;
    this._shown = said;
    this._say({ type: "shown", classes });
  }

  /**
   * Say that something covered was not let go.
   *
   * @param {string} gesture
   */
  refused(gesture) {
    this._seldom({ type: "refused", gesture });
  }

  /**
   * Say of which classes the field with the focus is, or that no sensitive one has it any more.
   *
   * @param {string[]} classes
   */
  focused(classes) {
    this._focused = classes;
    this._say(classes.length ? { type: "focused", classes } : { type: "left" });
  }

  /**
   * Say that the agent wants to see a covered value, which `value` tells from others in this document.
   *
   * @param {string} dataClass
   * @param {number} value
   */
  asked(dataClass, value) {
    this._say({ type: "asked", class: dataClass, value });
  }

  /** Say that what was to be lifted is covered, before its time. */
  over() {
    this._say({ type: "over" });
  }

  /** Say that the page took its cover away. */
  uncovered() {
    this._seldom({ type: "uncovered" });
  }

  /** Have the browser close this document, by a sheet that no page is above. */
  close() {
    this._say({ type: "close" });
  }

  /**
   * Say it once in a while, however often it happens.
   *
   * @param {{type: string, gesture?: string}} message
   */
  _seldom(message) {
    const what = message.type + (message.gesture ?? "");
    const now = performance.now();
    if (now - (this._said.get(what) ?? -ONCE_IN_MS) < ONCE_IN_MS) return;
    this._said.set(what, now);
    this._say(message);
  }

  /** @param {object} message */
  _say(message) {
    try {
      this._port?.postMessage(message);
    } catch {
      this._port = null; // the extension was taken away or loaded anew; what is covered stays so
    }
  }
}
