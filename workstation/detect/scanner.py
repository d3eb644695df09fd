"""The detector: which parts of a text are sensitive, and which of their characters a mask hides."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Collection, Iterator, Sequence

from workstation.detect import numbers
from workstation.detect.classes import ALL
from workstation.detect.finding import Finding, apart
from workstation.detect.formed import Formed
from workstation.detect.labels import label_class
from workstation.detect.ownclass import OwnClass
from workstation.detect.ownfindings import OwnClasses
from workstation.detect.reading import read
from workstation.detect.told import TellingWords
from workstation.detect.values import VALUES


class Scanner:
    """A `Scan`, made ready once for some classes: pure, safe on any thread, never raises, linear in the text."""

    def __init__(self, classes: Collection[str] = ALL, own: Sequence[OwnClass] = ()) -> None:
        self._telling = TellingWords([value for value in VALUES if value.data_class in classes])
        self._numbers = numbers.Numbers(classes)
        self._formed = Formed(classes)
        self._own = OwnClasses(own)

    def __call__(self, text: str, label: str) -> tuple[Finding, ...]:
        """Return the findings of `text` in order, not overlapping."""
        return tuple(apart(list(self._findings(text, label))))

    def _findings(self, text: str, label: str) -> Iterator[Finding]:
        reading = read(text)
        words = frozenset(reading.letters.replace("#", " ").split())
        labelled = label_class(label)
        if labelled:
            yield from self._telling.labelled(reading, labelled)
        yield from self._telling.findings(reading, words)
        yield from self._numbers.findings(reading, words, labelled)
        yield from self._formed.findings(reading)
        yield from self._own.findings(reading, words)
