"""What a phrase is about: the offer that expires, the device whose phone it is."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Sequence

from workstation.detect.context import words_in
from workstation.detect.phrases import PHRASES, told_at
from workstation.detect.reading import Reading
from workstation.detect.telling import Telling
from workstation.detect.vocabulary import FILLERS, OF_WORDS, OTHER

_LOOK_BACK = 40
_SUBJECT = 3
_SENTENCE = re.compile(r"[^.,;:=!?|()\n\t]*\Z")
_LOT = re.compile(
    r"(?<![a-z])(?:lot|lote|batch|chargen|chargennr|partida|mfg|mfd)"
    r"(?:[ .:#]|number|num|no|nr){0,6}[a-z\-]{0,3}[0-9][^\n]*\Z"
)
_BREATH = re.compile(r"[^0-9.,;:=!?|()\n\t]*\Z")


def is_of_another(reading: Reading, one: Telling, start: int) -> bool:
    """Say whether a word just before the one at `start`, in the same breath, is for something else that expires.

    Between the word for another class and this one there may be no number either.
    """
    sentence = _words(_SENTENCE, reading, start)
    if OTHER in _classes(sentence) or _LOT.search(reading.plain, max(0, start - _LOOK_BACK), start):
        return True
    return any(told not in one.own for told in _classes(_words(_BREATH, reading, start)))


def _words(breath: re.Pattern[str], reading: Reading, start: int) -> list[str]:
    said = breath.search(reading.plain, max(0, start - _LOOK_BACK), start)
    return words_in(reading.letters[said.start() : start])[-_SUBJECT:] if said else []


def is_owned_by_another(reading: Reading, start: int) -> bool:
    """Say whether the word at `start` only names whose number follows, as in "serial number of the phone"."""
    words = words_in(reading.letters[max(0, start - _LOOK_BACK) : start])
    behind: list[str] = []
    while words and words[-1] in FILLERS:
        behind.append(words.pop())
    return not OF_WORDS.isdisjoint(behind) and OTHER in _classes(words[-1:])


def _classes(words: Sequence[str]) -> list[str]:
    near = list(words)
    return [told.data_class for at in range(len(near)) for told in told_at(PHRASES, near, at)]
