"""The vocabulary's phrases as JavaScript reads them: words that are one alone by class, the others written out."""

# SPDX-License-Identifier: Apache-2.0

import sys
import unicodedata
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator
from functools import reduce
from struct import pack

from workstation.detect.classes import ALL
from workstation.detect.phrases import PHRASES, Phrase, triggers
from workstation.detect.vocabulary import OTHER

_RANKS: dict[str, int] = {data_class: rank for rank, data_class in enumerate(ALL)}


def phrase_tables() -> Iterator[tuple[str, object]]:
    """Yield the tables of phrases, and of the marks that labels are read without."""
    alone: defaultdict[str, list[str]] = defaultdict(list)
    lines = []
    for word, phrases in PHRASES.items():
        if phrases == (Phrase((), (), phrases[0].data_class),):
            alone[phrases[0].data_class].append(word)
        else:
            lines.append(f"{word}:{';'.join(map(_line, phrases))}")
    yield "PHRASES_ALONE", {data_class: " ".join(words) for data_class, words in alone.items()}
    yield "PHRASES_WRITTEN", "\n".join(lines)
    yield "GATE_TELLING", {data_class: _hashes(data_class) for data_class in ALL}
    yield "LABELS_COMBINING", _combining()


def _line(phrase: Phrase) -> str:
    marks = f"{'?' * phrase.is_weak}{'!' * phrase.needs_number}{'^' * phrase.is_capital}"
    rank = -1 if phrase.data_class == OTHER else _RANKS[phrase.data_class]
    return f"{' '.join(phrase.before)},{' '.join(phrase.after)},{rank},{marks}"


def _hashes(data_class: str) -> str:
    """Return what the gate knows the words by that tell a class: 32 bits of each, little end first, in base 64."""
    hashes = sorted(map(_hash, triggers(PHRASES, [data_class])))
    assert 0 not in hashes
    return b64encode(pack(f"<{len(hashes)}I", *hashes)).decode("ascii")


def _hash(word: str) -> int:
    return reduce(lambda made, letter: (31 * made + ord(letter) - ord("a") + 1) & 0xFFFFFFFF, word, 0)


def _combining() -> str:
    """Return the ranges of the combining marks, as a class of characters has them."""
    marks = [code for code in range(sys.maxunicode + 1) if unicodedata.combining(chr(code))]
    firsts = [code for code in marks if not unicodedata.combining(chr(code - 1))]
    lasts = [code for code in marks if not unicodedata.combining(chr(code + 1))]
    return "".join(rf"\u{{{first:x}}}-\u{{{last:x}}}" for first, last in zip(firsts, lasts, strict=True))
