"""The detector: which parts of a text are sensitive, and which of their characters a mask hides."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Collection, Iterator, Sequence

from workstation.detect import numbers
from workstation.detect.captions import Captioned, captioned
from workstation.detect.classes import ALL
from workstation.detect.finding import Finding, apart, moved
from workstation.detect.formed import Formed
from workstation.detect.labels import label_class
from workstation.detect.ownclass import OwnClass
from workstation.detect.ownfindings import OwnClasses
from workstation.detect.reading import Reading, read
from workstation.detect.told import TellingWords
from workstation.detect.values import VALUES


class Scanner:
    """A `Scan`, made ready once for some classes: pure, safe on any thread, never raises, linear in the text."""

    def __init__(self, classes: Collection[str] = ALL, own: Sequence[OwnClass] = ()) -> None:
        self._classes = frozenset(classes)
        self._telling = TellingWords([value for value in VALUES if value.data_class in classes])
        self._numbers = numbers.Numbers(classes)
        self._formed = Formed(classes)
        self._own = OwnClasses(own)

    def __call__(self, text: str, label: str) -> tuple[Finding, ...]:
        """Return the findings of `text` in order, not overlapping."""
        return tuple(apart(list(self._findings(text, label))))

    def _findings(self, text: str, label: str) -> Iterator[Finding]:
        yield from self._labelled(read(text), label_class(label) if label else None)
        for part in captioned(text):
            yield from self._captioned(text, part)

    def _captioned(self, text: str, part: Captioned) -> Iterator[Finding]:
        """Yield what a column's head or a question tells of a part of `text`."""
        labelled = label_class(part.caption)
        if labelled in self._classes:
            for finding in self._labelled(read(text[part.start : part.end]), labelled):
                if finding.data_class == labelled:
                    yield moved(finding, part.start)

    def _labelled(self, reading: Reading, labelled: str | None) -> Iterator[Finding]:
        """Yield what a text holds whose label tells the class `labelled`."""
        words = frozenset(reading.letters.replace("#", " ").split())
        if labelled:
            yield from self._telling.labelled(reading, labelled)
        yield from self._telling.findings(reading, words)
        yield from self._numbers.findings(reading, words, labelled)
        yield from self._formed.findings(reading)
        yield from self._own.findings(reading, words)
