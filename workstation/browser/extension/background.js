// The one place that speaks to the seat: pages tell it, it tells the native host.
// SPDX-License-Identifier: Apache-2.0
"use strict";

chrome.runtime.onConnect.addListener((port) => {
  const { tab, documentId } = port.sender ?? {};
  if (!tab?.id || !documentId) return;
  chrome.scripting.insertCSS({
    target: { tabId: tab.id, documentIds: [documentId] },
    files: ["marks.css"],
    origin: "USER",
  });
});
