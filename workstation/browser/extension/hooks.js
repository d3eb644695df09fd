// In the page's own world, before any script of its: the few calls that nothing else tells of are told to the cover.
// SPDX-License-Identifier: Apache-2.0
"use strict";

{
  const { apply } = Reflect;
  const { includes: has } = String.prototype;
  const { dispatchEvent } = EventTarget.prototype;
  const Plain = Event;
  const Pointing = MouseEvent;
  const connected = /** @type {() => boolean} */ (Object.getOwnPropertyDescriptor(Node.prototype, "isConnected")?.get);
  const priority = /** @type {any} */ (Object.getOwnPropertyDescriptor(Highlight.prototype, "priority"));
  const ABOVE_ALL = 2 ** 31 - 1;
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

  document.addEventListener("deskwarden-page", (event) => (secret ||= /** @type {CustomEvent} */ (event).detail), {
    once: true,
  });
  document.dispatchEvent(new Plain("deskwarden-hooks"));

  follow(Element.prototype, "attachShadow", (host) => {
    if (apply(connected, host, [])) tell(host, "root");
    else if (secret) apply(dispatchEvent, document, [new Pointing(secret + "root", { relatedTarget: host })]);
  });
  for (const field of [HTMLInputElement.prototype, HTMLTextAreaElement.prototype]) {
    follow(field, "value", (self) => apply(connected, self, []) && tell(self, "value"), "set");
  }
  /** Nothing of the page's is above the cover. @param {any} highlight */
  const lower = (highlight) => {
    if (highlight && apply(priority.get, highlight, []) >= ABOVE_ALL) apply(priority.set, highlight, [ABOVE_ALL - 1]);
  };
  follow(HighlightRegistry.prototype, "set", (_registry, _result, [, highlight]) => lower(highlight));
  follow(Highlight.prototype, "priority", (highlight) => lower(highlight), "set");
  for (const name of ["set", "delete", "clear"]) follow(HighlightRegistry.prototype, name, () => tell(document, "cover"));
  for (const name of ["delete", "clear"]) follow(Highlight.prototype, name, () => tell(document, "cover"));
  follow(Highlight.prototype, "priority", () => tell(document, "cover"), "set");

  /** @param {any} self @param {any} _ @param {any[]} given a rule, or a whole sheet */
  const ruled = (self, _, [rules]) => {
    if (typeof rules === "string" && apply(has, rules, ["::"])) tell(document, "rules");
  };
  for (const name of ["insertRule", "addRule", "replace", "replaceSync"]) follow(CSSStyleSheet.prototype, name, ruled);
  follow(CSSGroupingRule.prototype, "insertRule", ruled);
  follow(Document.prototype, "adoptedStyleSheets", (self) => tell(self, "sheets"), "set");
  follow(ShadowRoot.prototype, "adoptedStyleSheets", (self) => tell(self, "sheets"), "set");
  for (const holder of [Element.prototype, ShadowRoot.prototype]) {
    follow(holder, "setHTMLUnsafe", (self) => tell(document, "clones"));
  }
  follow(Document, "parseHTMLUnsafe", () => tell(document, "clones"));
}
