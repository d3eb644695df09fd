// Answers findings for lines of JSON, with the detector's scripts loaded as a page loads them: one global scope.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { runInThisContext } from "node:vm";

for (const file of process.argv.slice(2)) runInThisContext(readFileSync(file, "utf8"), { filename: file });
const door = runInThisContext("({ makeScan, makeOwnScan, watchedLabelClass, OwnLabels })");
const scans = new Map();

/** Return the findings of a text, or how long they took; the class of a label where there is no text. */
function answer({ text, label, classes, regions = [], own = [], times = 0 }) {
  if (text === null) return door.watchedLabelClass(label, classes) ?? new door.OwnLabels(own).of(label);
  const key = JSON.stringify([classes, regions, own]);
  if (!scans.has(key)) scans.set(key, made(door.makeScan(classes, regions), own));
  const began = performance.now();
  const found = scans.get(key)(text, label);
  if (times) return performance.now() - began;
  return found.map(({ start, end, dataClass, hidden, score }) => [start, end, dataClass, hidden, score]);
}

function made(scan, own) {
  return own.length ? door.makeOwnScan(scan, own) : scan;
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(answer(JSON.parse(line)))}\n`);
}
