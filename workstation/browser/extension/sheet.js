// What covers inside a shadow, which no sheet of its document reaches, and where a page has such rules of its own.
// SPDX-License-Identifier: Apache-2.0
"use strict";

const RULES = `
  *:not(#d#d#d#d)::highlight(deskwarden) {
    color: transparent !important;
    background-color: #222 !important;
    text-decoration-color: transparent !important;
    text-shadow: none !important;
    -webkit-text-fill-color: transparent !important;
    -webkit-text-stroke-color: transparent !important;
  }

  /* A selection, and what a search has found, are painted above every highlight: they show the text as it is below them. */
  *:not(#d#d#d#d)::selection {
    color: currentcolor !important;
    background-color: rgb(51 144 255 / 50%) !important;
    -webkit-text-fill-color: currentcolor !important;
  }

  *:not(#d#d#d#d)::search-text,
  *:not(#d#d#d#d)::search-text:current {
    color: transparent !important;
    background-color: rgb(255 150 50 / 60%) !important;
  }

  /* What covers is there at once: a transition would win over every rule until it ends. */
  [data-deskwarden]:not(#d#d#d#d),
  [data-deskwarden]:not(#d#d#d#d) :is(option, optgroup),
  [data-deskwarden~="drawn"]:not(#d#d#d#d) *,
  [data-deskwarden~="whole"]:not(#d#d#d#d) *,
  [data-deskwarden]:not(#d#d#d#d)::placeholder {
    transition: none !important;
    animation: none !important;
  }

  [data-deskwarden~="field"]:not(#d#d#d#d) {
    -webkit-text-security: disc !important;
  }

  [data-deskwarden~="hint"]:not(#d#d#d#d)::placeholder {
    -webkit-text-security: disc !important;
  }

  [data-deskwarden~="words"]:not(#d#d#d#d) {
    color: transparent !important;
    text-shadow: none !important;
    -webkit-text-fill-color: transparent !important;
  }

  [data-deskwarden~="list"]:not(#d#d#d#d),
  [data-deskwarden~="list"]:not(#d#d#d#d) :is(option, optgroup) {
    appearance: none !important;
    color: #222 !important;
    background: #222 !important;
    text-shadow: none !important;
    -webkit-text-fill-color: #222 !important;
  }

  [data-deskwarden~="drawn"]:not(#d#d#d#d),
  [data-deskwarden~="drawn"]:not(#d#d#d#d) * {
    fill: transparent !important;
    stroke: transparent !important;
    text-shadow: none !important;
  }

  [data-deskwarden~="whole"]:not(#d#d#d#d) {
    filter: brightness(0) !important;
    background: #222 !important;
    color: transparent !important;
  }

  [data-deskwarden~="whole"]:not(#d#d#d#d) * {
    visibility: hidden !important;
  }

  [data-deskwarden~="wait"]:not(#d#d#d#d),
  [data-deskwarden~="lost"]:not(#d#d#d#d) {
    opacity: 0 !important;
  }

  [data-deskwarden~="picked"]:not(#d#d#d#d)::selection,
  [data-deskwarden~="picked"]:not(#d#d#d#d) *::selection {
    color: transparent !important;
    -webkit-text-fill-color: transparent !important;
  }

  :is(head, noscript, script, style, template, title):not(svg *):not(#d#d#d#d) {
    display: none !important;
  }

  /* What is transparent on paper is still text in a file that a page is printed to. */
  @media print {
    :is([data-deskwarden~="print"], [data-deskwarden~="list"], [data-deskwarden~="drawn"], [data-deskwarden~="whole"]):not(#d#d#d#d),
    :is([data-deskwarden~="print"], [data-deskwarden~="list"], [data-deskwarden~="drawn"], [data-deskwarden~="whole"]):not(#d#d#d#d) *,
    [data-deskwarden~="words"]:not(#d#d#d#d) {
      visibility: hidden !important;
    }
  }
`;
const SHEET = new CSSStyleSheet();
SHEET.replaceSync(RULES);

/**
 * Have every element in `root` covered by our rules, above those of its own.
 *
 * @param {Document | ShadowRoot} root
 */
function dress(root) {
  const sheets = root.adoptedStyleSheets;
  if (sheets[sheets.length - 1] !== SHEET) root.adoptedStyleSheets = [...sheets.filter((each) => each !== SHEET), SHEET];
}

/**
 * Have nothing of `root` seen any more.
 *
 * @param {Document} root
 */
function closeWhole(root) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":root:not(#d#d#d#d) { opacity: 0 !important; transition: none !important }");
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
