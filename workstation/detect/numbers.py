"""Values that tell themselves by their form and check digits: cards and what stands beside them, tracks, IBANs."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Collection, Iterator

from workstation.detect import card_expiry, card_number, card_verification, iban, track_data, us_ssn
from workstation.detect.digits import Run, Stretch, stretches
from workstation.detect.disguised import disguised_cards, disguised_ssns
from workstation.detect.finding import Finding
from workstation.detect.masks import all_but
from workstation.detect.reading import Reading

_ALL = (
    card_number.DATA_CLASS,
    card_expiry.DATA_CLASS,
    card_verification.DATA_CLASS,
    iban.DATA_CLASS,
    track_data.DATA_CLASS,
    us_ssn.DATA_CLASS,
)
_DISGUISED = ((card_number.DATA_CLASS, disguised_cards), (us_ssn.DATA_CLASS, disguised_ssns))
_SSN, _GROUPED, _CARD = 9, 11, 12
_FEWEST_OF_A_CARD = "0" * _CARD
_SSN_SHAPE = re.compile("000[-.]{1,3}00[-.]{1,3}0000")
_BESIDE_A_CARD = 0.85
_IBAN_ALONE, _IBAN_TOLD = 0.95, 1.0


class Numbers:
    """Which of these classes are asked for, made ready once."""

    def __init__(self, classes: Collection[str]) -> None:
        self._classes = frozenset(classes)
        self.is_asked = not self._classes.isdisjoint(_ALL)
        self._disguised = tuple(find for data_class, find in _DISGUISED if data_class in self._classes)
        self._beside = self._classes & {card_expiry.DATA_CLASS, card_verification.DATA_CLASS}

    def findings(self, reading: Reading, words: frozenset[str], labelled: str | None) -> Iterator[Finding]:
        """Yield what is found; `words` are those of the text, `labelled` the class that its label tells."""
        if iban.DATA_CLASS in self._classes:
            is_told = labelled == iban.DATA_CLASS or iban.DATA_CLASS in words
            for start, end in iban.ibans(reading, is_told=is_told):
                hidden = all_but(reading.plain, start, end, first=4, last=4)
                yield Finding(start, end, iban.DATA_CLASS, hidden, _IBAN_TOLD if is_told else _IBAN_ALONE)
        if track_data.DATA_CLASS in self._classes:
            for start, end in track_data.tracks(reading):
                yield Finding(start, end, track_data.DATA_CLASS, ((start, end),))
        for disguised in self._disguised:
            yield from disguised(reading)
        yield from self._of_digits(reading, labelled)

    def _of_digits(self, reading: Reading, labelled: str | None) -> Iterator[Finding]:
        fewest = self._fewest(reading, labelled)
        if fewest:
            for stretch in stretches(reading, fewest, _SSN_SHAPE):
                for finding in self._in_stretch(stretch, labelled):
                    if finding.data_class in self._classes:
                        yield finding
                    if finding.data_class == card_number.DATA_CLASS and self._beside:
                        yield from (one for one in _beside(reading, finding) if one.data_class in self._beside)

    def _fewest(self, reading: Reading, labelled: str | None) -> int:
        """Return how many digits, with what divides them, are worth a look; 0 where none are."""
        if us_ssn.DATA_CLASS in self._classes:
            if labelled == us_ssn.DATA_CLASS:
                return _SSN
            if _SSN_SHAPE.search(reading.shape):
                return _GROUPED
        is_for_cards = card_number.DATA_CLASS in self._classes or self._beside
        return _CARD if is_for_cards and _FEWEST_OF_A_CARD in reading.dense else 0

    def _in_stretch(self, stretch: Stretch, labelled: str | None) -> Iterator[Finding]:
        found = False
        for run in stretch.runs:
            for finding in self._in_run(run, labelled):
                found = True
                yield finding
        if stretch.joined and not found and card_number.DATA_CLASS in self._classes:
            yield from _in_joined(stretch.joined, labelled)

    def _in_run(self, run: Run, labelled: str | None) -> Iterator[Finding]:
        """Yield the findings of one run; the first class that matches takes its groups."""
        group = 0
        while group < len(run.starts):
            if (last := card_number.match(run, group, labelled)) is not None:
                yield _card(run, group, last, labelled)
            elif (last := us_ssn.match(run, group, labelled)) is not None and us_ssn.DATA_CLASS in self._classes:
                hidden, score = us_ssn.hidden(run, group), us_ssn.score(run, group, last, labelled)
                yield Finding(run.start(group), run.end(last), us_ssn.DATA_CLASS, hidden, score)
            group = group + 1 if last is None else last + 1


def _in_joined(run: Run, labelled: str | None) -> Iterator[Finding]:
    group = 0
    while group < len(run.starts):
        last = card_number.match_joined(run, group, labelled)
        if last is not None:
            yield _card(run, group, last, labelled)
        group = group + 1 if last is None else last + 1


def _card(run: Run, first: int, last: int, labelled: str | None) -> Finding:
    hidden, score = card_number.hidden(run, first, last), card_number.score(run, first, last, labelled)
    return Finding(run.start(first), run.end(last), card_number.DATA_CLASS, hidden, score)


def _beside(reading: Reading, card: Finding) -> Iterator[Finding]:
    """Yield the month and year right behind or before a card number, and what a list has behind them."""
    if listed := card_expiry.LISTED.match(reading.plain, card.end):
        yield _all_hidden(card_expiry.DATA_CLASS, listed.span("expiry"))
        yield _all_hidden(card_verification.DATA_CLASS, listed.span("verification"))
        return
    ahead = card_expiry.AHEAD.search(reading.plain, max(0, card.start - card_expiry.AHEAD_REACH), card.start)
    for match in (ahead, card_expiry.BESIDE.match(reading.plain, card.end)):
        if match:
            yield _all_hidden(card_expiry.DATA_CLASS, match.span("value"))
            if then := card_expiry.THEN.match(reading.plain, max(card.end, match.end())):
                yield _all_hidden(card_verification.DATA_CLASS, then.span("verification"))


def _all_hidden(data_class: str, place: tuple[int, int]) -> Finding:
    return Finding(*place, data_class, (place,), _BESIDE_A_CARD)
