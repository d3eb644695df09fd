"""Writes a text piece by piece and remembers where each value stands."""

# SPDX-License-Identifier: Apache-2.0

import re
from functools import cache
from random import Random

from faker import Faker

from tests.detection.decoys import DECOYS
from tests.detection.evasions import EVASIVE, disguised
from tests.detection.kinds import KINDS
from tests.detection.labelled import Slice, Span, Text, slice_of
from tests.detection.personal import passport_mrz
from tests.detection.phrases import Phrases, phrases

LOCALES = {"en": "en_US", "es": "es_MX", "pt": "pt_BR", "fr": "fr_FR", "de": "de_DE", "fil": "fil_PH"}
SLOT = re.compile(r"\{([~=!]?)(\w+)\}")


@cache
def _faker(language: str) -> Faker:
    return Faker(LOCALES[language])


class Writer:
    """Fills templates: {class} is a value, {!class} a disguised one, {~kind} a look-alike, {=name} plain words."""

    def __init__(self, random: Random, language: str, evade: float) -> None:
        self.random = random
        self.language = language
        self.phrases: Phrases = phrases(language)
        self._evade = evade
        self._faker = _faker(language)
        self._faker.seed_instance(random.randrange(1 << 32))
        self._parts: list[str] = []
        self._spans: list[Span] = []
        self.length = 0

    def write(self, template: str, source: str = "") -> None:
        """Append `template` with its slots filled; misses are listed under `source`."""
        at = 0
        for slot in SLOT.finditer(template):
            self._append(template[at : slot.start()])
            self._fill(slot[1], slot[2], source or template)
            at = slot.end()
        self._append(template[at:])

    def disguising(self, template: str) -> str:
        """Return `template` with {class} turned into {!class} where this text disguises."""

        def turned(slot: re.Match[str]) -> str:
            if slot[1] == "" and slot[2] in EVASIVE and self.random.random() < self._evade:
                return f"{{!{slot[2]}}}"
            return slot[0]

        return SLOT.sub(turned, template)

    def done(self, layout: str, label: str = "") -> Text:
        """Return the text as it stands."""
        return Text(
            text="".join(self._parts), layout=layout, language=self.language, label=label, spans=tuple(self._spans)
        )

    def _fill(self, mark: str, name: str, source: str) -> None:
        match mark:
            case "=":
                self._append(self._plain(name))
            case "~":
                self._label(DECOYS[name](self.random), "", name, "negative", source)
            case "!":
                way, before, value, after = disguised(self.random, name)
                self._append(before)
                self._label(value, KINDS[name][0], way, "evasive", source)
                self._append(after)
            case _ if name == "passport_mrz":
                self._machine_readable(source)
            case _:
                data_class, make = KINDS[name]
                self._label(make(self.random), data_class, name, slice_of(data_class), source)

    def _machine_readable(self, source: str) -> None:
        before, number, after = passport_mrz(self.random)
        frame = (self.length, self.length + len(before) + len(number) + len(after))
        self._append(before)
        self._label(number, "passport", "passport_mrz", "contextual", source, frame)
        self._append(after)

    def _label(
        self, value: str, data_class: str, kind: str, part: Slice, source: str, frame: tuple[int, int] | None = None
    ) -> None:
        start, end = self.length, self.length + len(value)
        self._append(value)
        span = Span(
            start=start,
            end=end,
            data_class=data_class,
            kind=kind,
            slice=part,
            template=source,
            frame=frame or (start, end),
        )
        self._spans.append(span)

    def _plain(self, name: str) -> str:
        made = getattr(self._faker, "city" if name == "state" else name)()
        return " ".join(str(made).split())

    def _append(self, part: str) -> None:
        self._parts.append(part)
        self.length += len(part)
