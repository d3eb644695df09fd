"""Findings of the classes that a policy defines itself."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator, Mapping, Sequence

from workstation.detect.finding import Finding
from workstation.detect.masks import all_but
from workstation.detect.ownclass import OwnClass
from workstation.detect.phrases import Phrases, phrases_of
from workstation.detect.reading import Reading, read
from workstation.detect.told import TellingWords
from workstation.detect.values import Value

_ALONE = 0.8


class OwnClasses:
    """The classes of a policy, made ready once: those with words are looked for beside them only."""

    def __init__(self, own: Sequence[OwnClass]) -> None:
        self._alone = tuple(one for one in own if not one.words)
        told = [one for one in own if one.words]
        phrases = own_phrases({one.data_class: one.words for one in told})
        self._telling = TellingWords([_value(one) for one in told], phrases)
        self.triggers = self._telling.triggers
        self.is_asked = bool(own)

    def findings(self, reading: Reading, words: frozenset[str], _labelled: str | None) -> Iterator[Finding]:
        """Yield what is found; `words` are those of the text."""
        for one in self._alone:
            for match in one.pattern.finditer(reading.text):
                if match.end() > match.start() and (one.is_valid is None or one.is_valid(match.group())):
                    hidden = all_but(reading.plain, *match.span(), first=one.first, last=one.last)
                    yield Finding(*match.span(), one.data_class, hidden, _ALONE)
        yield from self._telling.findings(reading, words, None)


def _value(one: OwnClass) -> Value:
    fits = one.is_valid or bool
    return Value(one.data_class, one.pattern, fits, first=one.first, last=one.last, needs_digit=False, in_capitals=True)


def own_phrases(own: Mapping[str, Sequence[str]]) -> Phrases:
    """Return the phrases of classes that have words, by the word that finds each."""
    return phrases_of({name: ",".join(read(word).letters for word in words) for name, words in own.items() if words})
