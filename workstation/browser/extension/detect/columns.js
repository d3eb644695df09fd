// The cells of tables, each below the head that names its column.
// SPDX-License-Identifier: Apache-2.0
"use strict";

/**
 * A caption to the class that it promises, null where it promises none that is asked for.
 * @typedef {(caption: string) => string | null} Tell
 */
/**
 * A line, the start and end of a part of it, and the class promised.
 * @typedef {{row: number, start: number, end: number, promised: string}} Part
 */
/**
 * The columns below a line: what divides them ("" where gaps do), where each starts, what each promises.
 * @typedef {{divider: string, starts: number[], promised: (string | null)[]}} Head
 */

/**
 * Yield every cell below a head that promises a class, in time linear in the text.
 * @param {string[]} lines
 * @param {Tell} tell
 * @returns {Generator<Part, void, undefined>}
 */
function* cells(lines, tell) {
  let at = 0;
  while (at < lines.length - 1) {
    const head = headOf(lines[at], tell);
    at++;
    while (head && at < lines.length && strip(lines[at])) {
      const row = head.divider ? divided(lines[at], head.divider) : under(lines[at], head.starts);
      if (row.length !== head.starts.length) break;
      for (let nth = 0; nth < row.length; nth++) {
        const [start, end] = row[nth];
        const promised = head.promised[nth];
        if (promised && isCellValue(strip(lines[at].slice(start, end)), tell)) {
          const [first, past] = unquoted(lines[at], start, end);
          yield { row: at, start: first, end: past, promised };
        }
      }
      at++;
    }
  }
}

/**
 * Return the cell without the quotes around it.
 * @param {string} line
 * @param {number} start
 * @param {number} end
 * @returns {Span}
 */
function unquoted(line, start, end) {
  const quoted = line.includes('"') || line.includes("'") ? COLUMNS_QUOTED.fullmatch(line, start, end) : null;
  return quoted ? spanOfGroup(quoted, "cell") : [start, end];
}

/**
 * Say whether a cell holds something that is no caption itself, as in a form that has one in every line.
 * @param {string} cell
 * @param {Tell} tell
 */
function isCellValue(cell, tell) {
  return cell !== "" && (/[0-9]/.test(cell) || !tell(cell.slice(-COLUMNS_LONGEST_HEAD)));
}

/**
 * Return the columns that a line is the head of, null where it is none.
 * @param {string} line
 * @param {Tell} tell
 * @returns {Head | null}
 */
function headOf(line, tell) {
  const divider = dividerOf(line);
  if (divider === null || COLUMNS_NUMBER.search(line) || COLUMNS_NO_CAPTION.search(line)) return null;
  const columns = divider ? divided(line, divider) : aligned(line);
  if (columns.length <= 1) return null;
  const captions = columns.map(([start, end]) => strip(line.slice(start, end)).slice(-COLUMNS_LONGEST_HEAD));
  if (captions.some((caption) => caption.endsWith(":"))) return null; // a field of a form: its value stands beside it
  let promised = captions.map((caption) => (caption ? tell(caption) : null));
  // "CVV2" is the head of a column, "A17" is none
  if (columns.some(([start, end], nth) => !promised[nth] && /[0-9]/.test(line.slice(start, end)))) return null;
  if (promised.some((told) => told)) {
    // beside "routing" is "account" the number of one
    promised = promised.map((told, nth) => told || (isAlpha(captions[nth]) ? tell(`${captions[nth]} number`) : null));
  }
  return { divider, starts: columns.map(([start]) => start), promised };
}

/**
 * Return what divides the columns of a line: a sign, "" for wide gaps, null where there are no columns.
 * @param {string} line
 */
function dividerOf(line) {
  for (const mark of COLUMNS_DIVIDERS) if (line.includes(mark)) return mark;
  if (line.includes("  ")) return "";
  return hasCommas(line) ? "," : null;
}

/**
 * Say whether commas divide the columns of a line: two commas, or one with no more than a caption on each side.
 * @param {string} line
 */
function hasCommas(line) {
  const at = line.indexOf(",");
  if (at < 0 || line.includes(", ")) return false;
  const right = line.length - at - 1;
  const longest = COLUMNS_LONGEST_OF_TWO;
  return line.includes(",", at + 1) || (at > 0 && at <= longest && right > 0 && right <= longest);
}

/**
 * Return where the cells of a line start and end.
 * @param {string} line
 * @param {string} divider
 * @returns {Span[]}
 */
function divided(line, divider) {
  let start = 0;
  return line.split(divider).map((cell) => {
    /** @type {Span} */
    const place = [start, start + cell.length];
    start += cell.length + 1;
    return place;
  });
}

/**
 * Return where each two neighbours among these places start and end.
 * @param {number[]} places
 * @returns {Span[]}
 */
function pairwise(places) {
  return places.slice(1).map((end, nth) => [places[nth], end]);
}

/**
 * Return the ends of the wide gaps inside a line.
 * @param {string} line
 * @returns {number[]}
 */
function gapEnds(line) {
  return [...COLUMNS_GAP.finditer(line)].filter((gap) => gap.index).map(endOf);
}

/**
 * Return the columns of a head whose words wide gaps divide; each reaches to where the next one starts.
 * @param {string} head
 * @returns {Span[]}
 */
function aligned(head) {
  const inside = stripRight(head);
  return pairwise([inside.length - stripLeft(inside).length, ...gapEnds(inside), inside.length]);
}

/**
 * Return the cells of a line below columns that start so, as many as the columns; none where it has others.
 * @param {string} line
 * @param {number[]} starts
 * @returns {Span[]}
 */
function under(line, starts) {
  const gaps = [0, ...gapEnds(stripRight(line)), line.length];
  if (gaps.length === starts.length + 1) return pairwise(gaps);
  if (starts.slice(1).some((start) => strip(line.slice(start - 1, start)))) return [];
  const ends = pairwise([0, ...starts.slice(1), Math.max(line.length, starts[starts.length - 1])]);
  return ends.map(([start, end]) => [start, Math.min(end, line.length)]);
}
