"""What is said after a question, or after a request, that names a value."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Iterator, Sequence

from workstation.detect.captioned import Part, Tell

_LONG_NUMBER = re.compile("[0-9]{3}")
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


def answers(lines: Sequence[str], tell: Tell) -> Iterator[Part]:
    """Yield the turn after every question or request that tells a class, in time linear in the text."""
    for at, line in enumerate(lines):
        if not line.endswith(_ENDS) and not line[-1:].isspace():
            continue
        asked = line.rstrip()[-_LONGEST_QUESTION:]
        sentence = _SENTENCE.split(asked)[-1] if asked.endswith(_ENDS) and _asks(asked) else ""
        promised = tell(sentence) if _asks(sentence) and not _LONG_NUMBER.search(sentence) else None
        following = range(at + 1, min(len(lines), at + 1 + _LINES_TO_AN_ANSWER))
        answer = next((row for row in following if _is_said(lines[row])), None) if promised else None
        if promised and answer is not None:
            said = _SPEAKER.match(lines[answer])
            skipped = said.end() if said else 0
            yield answer, skipped, min(len(lines[answer]), skipped + _LONGEST_ANSWER), promised


def _asks(sentence: str) -> bool:
    """Say whether a sentence is a question or a request."""
    if sentence.endswith("?"):
        return _ASKED.search(sentence, max(0, len(sentence) - _LONGEST_CLOSE)) is not None
    return not _REQUESTS.isdisjoint(sentence.split())


def _is_said(line: str) -> bool:
    """Say whether a line holds more than the name of who says the next one."""
    return bool(line.strip()) and not _HEADING.fullmatch(line)
