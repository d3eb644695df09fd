"""Words that name a value from further off: the head of its column, the question before it."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

_DIVIDERS = ("|", "\t", ";")
_GAP = re.compile(r" {2,}")
_DIGIT = re.compile(r"[0-9]")
_LONGEST_HEAD = 60
_LONGEST_QUESTION, _LONGEST_ANSWER = 160, 200
_LINES_TO_AN_ANSWER = 4
_SENTENCE = re.compile(r"[.!:>\n]\s+(?=\S)")
_ASKED = re.compile(r"[^\W\d_][\s\"')\]]*\?\Z")
_TIME = r"[\[(]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\s?[ap]m)?[\])]?"
_NAME = r"[^\W\d](?:[^\W\d]|[ .'\-]){0,40}"
_SPEAKER = re.compile(rf"(?i)\s*(?:{_TIME}\s*)?(?:{_NAME}?\s*(?:{_TIME}\s*)?[:>]\s*)?")
_HEADING = re.compile(rf"(?i)\s*(?:{_TIME}\s*{_NAME}|{_NAME}{_TIME})\s*:?\s*|\s*[A-Z][A-Z .'\-]{{1,30}}:?\s*")


class Captioned(NamedTuple):
    """The part of a text from `start` to `end`, and the words that name what it holds."""

    start: int
    end: int
    caption: str


class _Line(NamedTuple):
    start: int
    text: str


def captioned(text: str) -> Iterator[Captioned]:
    """Yield every cell below a head of its column, and the turn after every question; takes time linear in the text."""
    if "\n" not in text:
        return
    lines = list(_lines(text))
    yield from _cells(lines)
    if "?" in text:
        yield from _answers(lines)


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for line in text.split("\n"):
        yield _Line(start, line)
        start += len(line) + 1


def _cells(lines: Sequence[_Line]) -> Iterator[Captioned]:
    at = 0
    while at < len(lines) - 1:
        head = lines[at]
        at += 1
        if _DIGIT.search(head.text):
            continue
        divider = next((mark for mark in _DIVIDERS if mark in head.text), "")
        columns = _divided(head, divider) if divider else _aligned(head)
        if len(columns) <= 1:
            continue
        while at < len(lines) and lines[at].text.strip():
            cells = (
                _divided(lines[at], divider)
                if divider
                else _under(lines[at], [column.start - head.start for column in columns])
            )
            if len(cells) != len(columns):
                break
            at += 1
            for column, cell in zip(columns, cells, strict=True):
                if column.caption and cell.caption.strip():
                    yield Captioned(cell.start, cell.end, column.caption)


def _divided(line: _Line, divider: str) -> list[Captioned]:
    """Return the cells of a line, each with its own words as caption."""
    cells, start = [], line.start
    for cell in line.text.split(divider):
        cells.append(Captioned(start, start + len(cell), cell.strip()[-_LONGEST_HEAD:]))
        start += len(cell) + len(divider)
    return cells


def _aligned(head: _Line) -> list[Captioned]:
    """Return the columns of a head whose words wide gaps divide; each reaches to where the next one starts."""
    if "  " not in head.text:
        return []
    inside = head.text.rstrip()
    starts = [len(inside) - len(inside.lstrip()), *(gap.end() for gap in _GAP.finditer(inside) if gap.start())]
    return [
        Captioned(head.start + start, head.start + end, inside[start:end].strip()[-_LONGEST_HEAD:])
        for start, end in pairwise([*starts, len(inside)])
    ]


def _under(line: _Line, starts: Sequence[int]) -> list[Captioned]:
    """Return the cells of a line below columns that start so, as many as the columns; none where it has others."""
    gaps = [0, *(gap.end() for gap in _GAP.finditer(line.text.rstrip()) if gap.start()), len(line.text)]
    if len(gaps) == len(starts) + 1:
        return [Captioned(line.start + start, line.start + end, line.text[start:end]) for start, end in pairwise(gaps)]
    if any(line.text[start - 1 : start].strip() for start in starts[1:]):
        return []
    return [
        Captioned(line.start + start, line.start + min(end, len(line.text)), line.text[start:end])
        for start, end in pairwise([0, *starts[1:], max(len(line.text), starts[-1])])
    ]


def _answers(lines: Sequence[_Line]) -> Iterator[Captioned]:
    for at, line in enumerate(lines):
        asked = line.text.rstrip()[-_LONGEST_QUESTION:]
        if not _ASKED.search(asked):
            continue
        for answer in lines[at + 1 : at + 1 + _LINES_TO_AN_ANSWER]:
            if not answer.text.strip() or _HEADING.fullmatch(answer.text):
                continue
            said = _SPEAKER.match(answer.text)
            skipped = said.end() if said else 0
            end = min(len(answer.text), skipped + _LONGEST_ANSWER)
            yield Captioned(answer.start + skipped, answer.start + end, _SENTENCE.split(asked)[-1])
            break
