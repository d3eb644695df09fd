"""The detector: which parts of a text are sensitive, and which of their characters a mask hides."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Collection, Iterator, Sequence
from functools import cache

from workstation.detect.captions import captioned
from workstation.detect.classes import ALL
from workstation.detect.finders import Finders
from workstation.detect.finding import Finding, apart, moved
from workstation.detect.invisible import has_invisible, placed, seen
from workstation.detect.labels import label_class, watched_label_class
from workstation.detect.ownclass import OwnClass
from workstation.detect.reading import part_of, read


class Scanner:
    """A `Scan`, made ready once for some classes: pure, safe on any thread, never raises, linear in the text.

    Phone numbers without a country code are looked for as the people of `regions` write them.
    """

    def __init__(
        self, classes: Collection[str] = ALL, own: Sequence[OwnClass] = (), regions: Sequence[str] = ()
    ) -> None:
        self._classes = frozenset(classes)
        self._finders = Finders(self._classes, own, regions)

    def __call__(self, text: str, label: str) -> tuple[Finding, ...]:
        """Return the findings of `text` in order, not overlapping."""
        if has_invisible(text):
            return tuple(placed(text, self(seen(text), label)))
        return tuple(apart(list(self._findings(text, label))))

    def _findings(self, text: str, label: str) -> Iterator[Finding]:
        reading = read(text)
        yield from self._finders.findings(reading, label_class(label) if label else None)
        for start, end, promised, is_said in captioned(text, self._promised):
            for finding in _finders_of(promised, is_said).findings(part_of(reading, start, end), promised):
                yield moved(finding, start)

    def _promised(self, caption: str) -> str | None:
        return watched_label_class(caption, self._classes)


@cache
def _finders_of(data_class: str, is_said: bool) -> Finders:
    """Return what looks for one class alone, as in a cell below its name, or in an answer."""
    return Finders(frozenset({data_class}), is_said=is_said)
