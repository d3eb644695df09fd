// The one place that speaks to the seat: pages tell it, it tells the native host, and passes on what the seat says.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const HOST = "org.deskwarden.seat";
const RETRIES_AFTER_MS = 2000;
const CLOSED = ":root { opacity: 0 !important; transition: none !important; animation: none !important }";
const SAID = new Set(["opened", "shown", "focused", "left", "refused", "asked", "over", "uncovered"]);

/** @typedef {{port: chrome.runtime.Port, opened: object | null, shown: object | null, focused: object | null}} Known */
/** What a new seat must be told, by the id of the document. @type {Map<string, Known>} */
const pages = new Map();
/** @type {chrome.runtime.Port | null} */
let host = null;
let isHeard = false;

function connect() {
  if (host) return;
  host = chrome.runtime.connectNative(HOST);
  host.onMessage.addListener(heard);
  host.onDisconnect.addListener(() => {
    host = null;
    isHeard = false;
    console.warn("Deskwarden's seat is not reached:", chrome.runtime.lastError?.message);
    setTimeout(connect, RETRIES_AFTER_MS);
  });
}

/** @param {{type: string, page?: string}} message what the seat, or the host for it, says */
function heard(message) {
  if (message.type === "again") {
    isHeard = true;
    host?.postMessage({ type: "joined", version: chrome.runtime.getManifest().version });
    for (const [page, { opened, shown, focused }] of pages) {
      if (opened) say(page, opened);
      if (shown) say(page, shown);
      if (focused) say(page, focused);
    }
  } else if (message.page) {
    pages.get(message.page)?.port.postMessage(message);
  }
}

/** @param {string} page @param {object} message */
function say(page, message) {
  if (isHeard) host?.postMessage({ ...message, page });
}

/** @param {chrome.runtime.Port} port a document's line */
function joined(port) {
  const { tab, documentId: page } = port.sender ?? {};
  if (!tab?.id || !page) return;
  const target = { tabId: tab.id, documentIds: [page] };
  chrome.scripting.insertCSS({ target, files: ["marks.css"], origin: "USER" })
    .catch((error) => console.warn("Deskwarden's marks are the page's sheet alone:", error));
  /** @type {Known} */
  const known = { port, opened: null, shown: null, focused: null };
  pages.set(page, known);
  port.onMessage.addListener((message) => {
    if (message?.type === "close") chrome.scripting.insertCSS({ target, css: CLOSED, origin: "USER" });
    if (!SAID.has(message?.type)) return;
    if (message.type === "opened") known.opened = message;
    if (message.type === "shown") known.shown = message;
    if (message.type === "focused") known.focused = message;
    if (message.type === "left") known.focused = null;
    say(page, message);
  });
  port.onDisconnect.addListener(() => {
    if (pages.get(page) !== known) return;
    pages.delete(page);
    say(page, { type: "closed" });
  });
}

/** Cover the pages that were open before the extension was there. */
async function coverOpenPages() {
  const { content_scripts: scripts = [] } = chrome.runtime.getManifest();
  for (const { id } of await chrome.tabs.query({})) {
    for (const { js = [], css = [], world } of scripts) {
      const target = { tabId: id ?? 0, allFrames: true };
      try {
        if (css.length) await chrome.scripting.insertCSS({ target, files: css });
        await chrome.scripting.executeScript({ target, files: js, world: world === "MAIN" ? "MAIN" : "ISOLATED" });
      } catch {
        // a page of the browser's own, which no extension may cover
      }
    }
  }
}

chrome.runtime.onConnect.addListener(joined);
chrome.runtime.onInstalled.addListener(coverOpenPages);
chrome.runtime.onStartup.addListener(coverOpenPages);
connect();
