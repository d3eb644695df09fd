// The keyboard: which sensitive field of a document it is in, told when that changes.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const FOCUS_TOLD_AFTER_MS = 20;

/** Follows the focus. A page that moves it without end is told of no oftener than every 20 ms, and of where it is then. */
class Focus {
  /**
   * @param {(field: Field) => string[]} classesOf
   * @param {(classes: string[]) => void} tell called with all classes of the field, none of no such field, where they change
   */
  constructor(classesOf, tell) {
    this._classesOf = classesOf;
    this._tell = tell;
    /** @type {Field | null} */
    this._field = null;
    this._told = "";
    this._waits = 0;
  }

  /** @param {unknown} target what has the focus now */
  enter(target) {
    this._field = isField(target) ? target : null;
    this.look();
  }

  /** @param {Event} event the focus left something; where it went to something else here, that says so itself */
  leave(event) {
    if (!(event instanceof FocusEvent) || !event.relatedTarget) this.enter(null);
  }

  /** Look again: the field may be called otherwise, hold something else or be gone. */
  look() {
    this._waits ||= setTimeout(() => this._judge(), FOCUS_TOLD_AFTER_MS);
  }

  _judge() {
    this._waits = 0;
    const classes = this._field?.isConnected ? this._classesOf(this._field) : [];
    const told = classes.join(" ");
    if (told === this._told) return;
    this._told = told;
    this._tell(classes);
  }
}
