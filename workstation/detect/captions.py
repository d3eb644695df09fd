"""Words that name a value from further off: the head of its column, the question before it."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

_DIVIDERS = ("|", "\t", ";")
_DIVIDED = re.compile(r"[|\t;]|  |,[^ ,][^,]{0,40},[^ ,]")
_NO_CAPTION = re.compile("[$!@&*=<>{}^~]")
_NO_LIST = (", ", "  ")
_GAP = re.compile(r" {2,}")
_DIGIT = re.compile(r"[0-9]")
_NUMBER = re.compile(r"[0-9](?<![A-Za-z0-9][0-9])")
_LONGEST_HEAD = 60
_LONGEST_QUESTION, _LONGEST_ANSWER = 160, 200
_LONGEST_CLOSE = 40
_LINES_TO_AN_ANSWER = 4
_SENTENCE = re.compile(r"[.!:>\n]\s+(?=\S)")
_ASKED = re.compile(r"[^\W\d_][\s\"')\]]*\?\Z")
_ENDS = ("?", ".", ":", "!")
_ASKING_WORDS = (
    *("please", "tell", "give", "read", "spell", "confirm", "provide", "bitte", "nennen", "geben", "pakibigay"),
    *("pakisabi", "favor", "digame", "dígame", "deme", "indique", "indíqueme", "confirme", "informe", "diga"),
    *("plaît", "plait", "donnez", "donnez-moi", "indiquez", "confirmez"),
)
_REQUESTS = frozenset(written for word in _ASKING_WORDS for written in (word, f"{word},", word.title()))
_TIME = r"[\[(]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\s?[ap]m)?[\])]?"
_NAME = r"[^\W\d](?:[^\W\d]|[ .'\-]){0,40}"
_YES = r"(?:[^\W\d_]{1,12}[,!.]\s+){0,2}"
_SPEAKER = re.compile(rf"(?i)\s*(?:{_TIME}\s*)?(?:{_NAME}?\s*(?:{_TIME}\s*)?[:>]\s*)?{_YES}")
_HEADING = re.compile(rf"(?i)\s*(?:{_TIME}\s*{_NAME}|{_NAME}{_TIME})\s*:?\s*|\s*[A-Z][A-Z .'\-]{{1,30}}:?\s*")

Tell = Callable[[str], str | None]
"""A caption to the class that it promises, None where it promises none that is asked for."""


class Captioned(NamedTuple):
    """The part of a text from `start` to `end`, the class that its caption promises, and whether it is an answer."""

    start: int
    end: int
    data_class: str
    is_said: bool


_Part = tuple[int, int, int, str]
"""A line, the start and end of a part of it, and the class promised."""


class _Head(NamedTuple):
    """The columns below a line: what divides them ("" where gaps do), where each starts, what each promises."""

    divider: str
    starts: tuple[int, ...]
    promised: tuple[str | None, ...]


def captioned(text: str, tell: Tell) -> Iterator[Captioned]:
    """Yield every cell below a head that tells a class, and the turn after a question that does; linear in time."""
    if "\n" not in text:
        return
    lines = text.split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    for parts, is_said in ((_cells(lines, tell), False), (_answers(lines, tell), True)):
        for row, start, end, promised in parts:
            yield Captioned(starts[row] + start, starts[row] + end, promised, is_said)


def _cells(lines: Sequence[str], tell: Tell) -> Iterator[_Part]:
    at = 0
    while at < len(lines) - 1:
        head = _head(lines[at], tell)
        at += 1
        while head and at < len(lines) and lines[at].strip():
            cells = _divided(lines[at], head.divider) if head.divider else _under(lines[at], head.starts)
            if len(cells) != len(head.starts):
                break
            for (start, end), promised in zip(cells, head.promised, strict=True):
                if promised and _is_value(lines[at][start:end].strip(), tell):
                    yield at, start, end, promised
            at += 1


def _is_value(cell: str, tell: Tell) -> bool:
    """Say whether a cell holds something that is no caption itself, as in a form that has one in every line."""
    return bool(cell) and (_DIGIT.search(cell) is not None or not tell(cell[-_LONGEST_HEAD:]))


def _head(line: str, tell: Tell) -> _Head | None:
    """Return the columns that a line is the head of, None where it is none."""
    if _NUMBER.search(line) or not _DIVIDED.search(line) or _NO_CAPTION.search(line):
        return None
    divider = next((mark for mark in _DIVIDERS if mark in line), "")
    if not divider and not any(part in line for part in _NO_LIST):
        divider = ","
    columns = _divided(line, divider) if divider else _aligned(line)
    if len(columns) <= 1:
        return None
    captions = [line[start:end].strip()[-_LONGEST_HEAD:] for start, end in columns]
    if any(caption.endswith(":") for caption in captions):
        return None  # a field of a form: its value stands beside it
    promised = tuple(caption and tell(caption) for caption in captions)
    if any(_DIGIT.search(line, *column) and not told for column, told in zip(columns, promised, strict=True)):
        return None  # "CVV2" is the head of a column, "A17" is none
    return _Head(divider, tuple(start for start, _ in columns), promised)


def _divided(line: str, divider: str) -> list[tuple[int, int]]:
    """Return where the cells of a line start and end."""
    cells, start = [], 0
    for cell in line.split(divider):
        cells.append((start, start + len(cell)))
        start += len(cell) + 1
    return cells


def _aligned(head: str) -> list[tuple[int, int]]:
    """Return the columns of a head whose words wide gaps divide; each reaches to where the next one starts."""
    inside = head.rstrip()
    starts = [len(inside) - len(inside.lstrip()), *(gap.end() for gap in _GAP.finditer(inside) if gap.start())]
    return list(pairwise([*starts, len(inside)]))


def _under(line: str, starts: Sequence[int]) -> list[tuple[int, int]]:
    """Return the cells of a line below columns that start so, as many as the columns; none where it has others."""
    gaps = [0, *(gap.end() for gap in _GAP.finditer(line.rstrip()) if gap.start()), len(line)]
    if len(gaps) == len(starts) + 1:
        return list(pairwise(gaps))
    if any(line[start - 1 : start].strip() for start in starts[1:]):
        return []
    return [(start, min(end, len(line))) for start, end in pairwise([0, *starts[1:], max(len(line), starts[-1])])]


def _asks(sentence: str) -> bool:
    """Say whether a sentence is a question or a request."""
    if sentence.endswith("?"):
        return _ASKED.search(sentence, max(0, len(sentence) - _LONGEST_CLOSE)) is not None
    return not _REQUESTS.isdisjoint(sentence.split())


def _answers(lines: Sequence[str], tell: Tell) -> Iterator[_Part]:
    for at, line in enumerate(lines):
        asked = line.rstrip()[-_LONGEST_QUESTION:]
        if not asked.endswith(_ENDS) or not _asks(asked):
            continue
        sentence = _SENTENCE.split(asked)[-1]
        promised = tell(sentence) if _asks(sentence) else None
        following = range(at + 1, min(len(lines), at + 1 + _LINES_TO_AN_ANSWER))
        answer = next((row for row in following if _is_said(lines[row])), None) if promised else None
        if promised and answer is not None:
            said = _SPEAKER.match(lines[answer])
            skipped = said.end() if said else 0
            yield answer, skipped, min(len(lines[answer]), skipped + _LONGEST_ANSWER), promised


def _is_said(line: str) -> bool:
    """Say whether a line holds more than the name of who says the next one."""
    return bool(line.strip()) and not _HEADING.fullmatch(line)
