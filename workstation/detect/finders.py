"""All ways to find the values of some classes in one reading."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator, Sequence

from workstation.detect.finding import Finding
from workstation.detect.formed import Formed
from workstation.detect.iban import DATA_CLASS as IBAN
from workstation.detect.nationalphones import PHONE, NationalPhones
from workstation.detect.numbers import Numbers
from workstation.detect.ownclass import OwnClass
from workstation.detect.ownfindings import OwnClasses
from workstation.detect.reading import Reading
from workstation.detect.told import TellingWords
from workstation.detect.values import VALUES


class Finders:
    """What looks for these classes, made ready once; in an answer a labelled value has words around it."""

    def __init__(
        self,
        classes: frozenset[str],
        own: Sequence[OwnClass] = (),
        regions: Sequence[str] = (),
        *,
        is_said: bool = False,
    ) -> None:
        values = [value.in_an_answer() if is_said else value for value in VALUES if value.data_class in classes]
        telling, owned = TellingWords(values), OwnClasses(own)
        phones = NationalPhones(regions if PHONE in classes else ())
        ways = (telling, Numbers(classes), Formed(classes), phones, owned)
        self._ways = tuple(way.findings for way in ways if way.is_asked)
        self._words = telling.triggers | owned.triggers | classes & {IBAN}

    def findings(self, reading: Reading, labelled: str | None) -> Iterator[Finding]:
        """Yield what a text holds whose label tells the class `labelled`, in no order."""
        words = self._words.intersection(reading.words()) if self._words else self._words
        for findings in self._ways:
            yield from findings(reading, words, labelled)
