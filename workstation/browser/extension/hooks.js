// In the page's own world, before any script of its: the few calls that nothing else tells of are told to the cover.
// SPDX-License-Identifier: Apache-2.0
"use strict";

{
  const { apply } = Reflect;
  const { dispatchEvent } = EventTarget.prototype;
  const { includes: has } = String.prototype;
  const Plain = Event;
  const Pointing = MouseEvent;
  const connected = /** @type {() => boolean} */ (Object.getOwnPropertyDescriptor(Node.prototype, "isConnected")?.get);
  const priority = /** @type {any} */ (Object.getOwnPropertyDescriptor(Highlight.prototype, "priority"));
  const ABOVE_ALL = 2 ** 31 - 1;
  const hooked = new WeakSet();
  const isHooked = hooked.has.bind(hooked);
  const setHooked = hooked.add.bind(hooked);
  let secret = "";

  /** @param {EventTarget} target @param {string} what */
  const tell = (target, what) => {
    if (secret) apply(dispatchEvent, target, [new Plain(secret + what, { composed: true })]);
  };

  /**
   * Have `after` called whenever the page has called `holder[name]`, which stays the function that it was to the page.
   *
   * @param {any} holder
   * @param {string} name
   * @param {(self: any, result: any, given: any[]) => void} after
   * @param {"value" | "set" | "get"} part
   */
  const follow = (holder, name, after, part = "value") => {
    const found = Object.getOwnPropertyDescriptor(holder, name);
    if (!found?.[part]) return;
    const told = new Proxy(found[part], {
      apply(called, self, given) {
        const result = apply(called, self, given);
        after(self, result, given);
        return result;
      },
    });
    Object.defineProperty(holder, name, { ...found, [part]: told });
  };

  /** @param {any} host @param {any} _ @param {any[]} given */
  const rooted = (host, _, [how]) => {
    if (how?.clonable) tell(document, "clones");
    if (apply(connected, host, [])) tell(host, "root");
    else if (secret) apply(dispatchEvent, document, [new Pointing(secret + "root", { relatedTarget: host })]);
  };
  /** @param {any} _ @param {any} __ @param {any[]} given a rule, or a whole sheet */
  const ruled = (_, __, [rules]) => {
    if (typeof rules === "string" && apply(has, rules, ["::"])) tell(document, "rules");
  };
  const uncovered = () => tell(document, "cover");
  /**
   * Nothing of the page's is above the cover.
   *
   * @param {any} highlight
   */
  const lowered = (highlight) => {
    if (highlight && apply(priority.get, highlight, []) >= ABOVE_ALL) apply(priority.set, highlight, [ABOVE_ALL - 1]);
  };
  /** @param {any} _ @param {any} __ @param {any[]} given */
  const registered = (_, __, [, highlight]) => lowered(highlight);
  const cloned = () => tell(document, "clones");
  /** @param {any} self */
  const valued = (self) => apply(connected, self, []) && tell(self, "value");
  /** @param {any} self */
  const reset = (self) => apply(connected, self, []) && tell(self, "reset");
  /** @param {any} self */
  const dressed = (self) => tell(self, "sheets");
  /**
   * A frame of the same origin brings every one of these once more.
   *
   * @param {any} _
   * @param {any} frame
   */
  const framed = (_, frame) => {
    const inside = frame?.defaultView ?? frame;
    try {
      if (inside?.HighlightRegistry && !isHooked(inside.HighlightRegistry)) hook(inside);
    } catch {
      // another origin's: nothing of it reaches into this one
    }
  };

  /** @param {any} realm */
  const hook = (realm) => {
    setHooked(realm.HighlightRegistry);
    follow(realm.Element.prototype, "attachShadow", rooted);
    for (const field of [realm.HTMLInputElement, realm.HTMLTextAreaElement]) {
      follow(field.prototype, "value", valued, "set");
      follow(field.prototype, "setRangeText", valued);
    }
    for (const name of ["stepUp", "stepDown"]) follow(realm.HTMLInputElement.prototype, name, valued);
    follow(realm.HTMLFormElement.prototype, "reset", reset);
    for (const name of ["valueAsNumber", "valueAsDate"]) follow(realm.HTMLInputElement.prototype, name, valued, "set");
    for (const name of ["set", "delete", "clear"]) follow(realm.HighlightRegistry.prototype, name, uncovered);
    for (const name of ["delete", "clear"]) follow(realm.Highlight.prototype, name, uncovered);
    follow(realm.HighlightRegistry.prototype, "set", registered);
    follow(realm.Highlight.prototype, "priority", lowered, "set");
    follow(realm.Highlight.prototype, "priority", uncovered, "set");
    for (const name of ["insertRule", "addRule", "replace", "replaceSync"]) {
      follow(realm.CSSStyleSheet.prototype, name, ruled);
    }
    follow(realm.CSSGroupingRule.prototype, "insertRule", ruled);
    for (const root of [realm.Document, realm.ShadowRoot]) follow(root.prototype, "adoptedStyleSheets", dressed, "set");
    for (const holder of [realm.Element, realm.ShadowRoot]) follow(holder.prototype, "setHTMLUnsafe", cloned);
    follow(realm.Document, "parseHTMLUnsafe", cloned);
    for (const name of ["contentWindow", "contentDocument"]) {
      for (const frame of [realm.HTMLIFrameElement, realm.HTMLObjectElement]) follow(frame.prototype, name, framed, "get");
    }
    follow(realm, "open", framed);
  };

  /**
   * Take the name by which we tell, which no other listener hears of.
   *
   * @param {Event} event
   */
  const named = (event) => {
    secret ||= /** @type {CustomEvent} */ (event).detail;
    event.preventDefault();
  };
  document.addEventListener("deskwarden-page", named, { once: true });
  document.dispatchEvent(new Plain("deskwarden-hooks"));
  hook(window);
}
