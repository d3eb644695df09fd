"""Findings of the classes whose form tells them: addresses, machine-readable lines, and what `FORMS` lists."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator

from workstation.detect.addresses import emails, ip_addresses
from workstation.detect.context import told_by_words
from workstation.detect.e164 import international_phones
from workstation.detect.finding import Finding
from workstation.detect.forms import FORMS, GATES, Form
from workstation.detect.masks import Spans, all_but
from workstation.detect.mrz import passports
from workstation.detect.reading import Reading
from workstation.detect.spelled import local_part, spelled_emails, spelled_ip_addresses
from workstation.detect.vocabulary import OTHER

_SURE, _LIKELY = 0.95, 0.8
_NO_PHONES = {OTHER, "uk_nhs", "ph_sss"}


class Formed:
    """Which of these classes are asked for, made ready once."""

    def __init__(self, classes: Collection[str]) -> None:
        self._places = tuple(place for place in _PLACES if place[0] in classes)
        self._gated: dict[str, list[tuple[str, Form, re.Pattern[str]]]] = defaultdict(list)
        for form in FORMS:
            for shape in form.shapes if form.data_class in classes else ():
                gate = next(part for part in GATES if part in shape)
                self._gated[gate].append((shape, form, re.compile(form.pattern)))
        self.is_asked = bool(self._places or self._gated)

    def findings(self, reading: Reading, _words: frozenset[str], _labelled: str | None) -> Iterator[Finding]:
        """Yield what is found, in no order."""
        for data_class, places, hidden, score in self._places:
            for start, end in places(reading):
                yield Finding(start, end, data_class, hidden(reading.plain, start, end), score)
        for gate, gated in self._gated.items():
            if gate in reading.shape:
                for shape, form, pattern in gated:
                    if shape in reading.shape:
                        yield from _of_form(reading, shape, form, pattern)


def _of_form(reading: Reading, shape: str, form: Form, pattern: re.Pattern[str]) -> Iterator[Finding]:
    """Yield what has the form, looked for around the places that have its shape."""
    free, at = 0, reading.shape.find(shape)
    while at >= 0:
        past = at + len(shape)
        match = pattern.search(reading.plain, max(free, at - form.before), past + form.after)
        if match and match.start() <= at + 1:
            free = past = max(past, match.end())
            if form.fits(reading.text[match.start() : match.end()]) and not _is_another(reading, form, match):
                yield _finding(reading, form, *match.span())
        at = reading.shape.find(shape, past)


def _is_another(reading: Reading, form: Form, match: re.Match[str]) -> bool:
    """Say whether words call it some other number; where check digits are right, it is what it looks like."""
    return not form.is_checked and told_by_words(reading, *match.span(), None) in _NO_PHONES


def _finding(reading: Reading, form: Form, start: int, end: int) -> Finding:
    hidden = all_but(reading.plain, start, end, last=form.last, share=form.share)
    return Finding(start, end, form.data_class, hidden, form.score)


def _local_part(plain: str, start: int, _end: int) -> Spans:
    """Return what hides a mail address but its first letter and its domain."""
    at = start + 1
    while plain[at] not in "@([{ ":
        at += 1
    return ((min(start + 1, at - 1), at),)


def _after_first(plain: str, start: int, end: int) -> Spans:
    """Return what hides an IP address but its first group."""
    at = start
    while plain[at].isalnum():
        at += 1
    return ((at + 1, end),)


def _last_four(plain: str, start: int, end: int) -> Spans:
    return all_but(plain, start, end, last=4)


_PLACES: tuple[
    tuple[str, Callable[[Reading], Iterator[tuple[int, int]]], Callable[[str, int, int], Spans], float], ...
] = (
    ("email", emails, _local_part, _SURE),
    ("email", spelled_emails, local_part, _LIKELY),
    ("ip_address", ip_addresses, _after_first, _LIKELY),
    ("ip_address", spelled_ip_addresses, _after_first, _LIKELY),
    ("passport", passports, all_but, 1.0),
    ("phone", international_phones, _last_four, _LIKELY),
)
