"""The scanner finds what a person would find in texts that were written without knowing it."""

# SPDX-License-Identifier: Apache-2.0

import pytest

from tests.detection.corpus import corpus, fields
from tests.detection.labelled import CLASSES, Text
from tests.detection.printed import causes
from tests.detection.quality import DISGUISED, GROUPS, HONEST, Report, measured
from tests.detection.scanning import our_scan
from workstation.detect.classes import ALL

SEED = 20_261
COUNT = 300
FLOORS = {"checksummed": 0.95, "contextual": 0.88}
DISGUISED_FLOOR = 0.75
"""What was reached, so that it stays; the targets, and how far it is to them, are figures of `make bench`."""


@pytest.fixture(scope="module")
def texts() -> list[Text]:
    return [*corpus(SEED, COUNT), *fields(SEED, COUNT)]


@pytest.fixture(scope="module")
def report(texts: list[Text]) -> Report:
    return measured(our_scan(), texts, _known())


def _known() -> frozenset[str]:
    return frozenset(ALL) & frozenset(CLASSES)


def _told(report: Report) -> str:
    return f"seed {SEED}:\n" + "\n".join(causes(report.faults)[:40])


@pytest.mark.parametrize("group", FLOORS)
def test_what_is_there_is_found(report: Report, group: str) -> None:
    recall = report.recall(GROUPS[group] & _known(), HONEST)
    assert recall is None or recall >= FLOORS[group], _told(report)


@pytest.mark.parametrize("group", FLOORS)
def test_what_is_not_there_is_not_found(report: Report, group: str) -> None:
    precision = report.precision(GROUPS[group] & _known())
    assert precision is None or precision >= FLOORS[group], _told(report)


def test_disguised_values_are_found(report: Report) -> None:
    recall = report.recall(_known(), DISGUISED)
    assert recall is None or recall >= DISGUISED_FLOOR, _told(report)


def test_the_same_seed_makes_the_same_texts(texts: list[Text]) -> None:
    assert list(corpus(SEED, 20)) == texts[:20]


def test_every_class_is_in_the_texts(texts: list[Text]) -> None:
    assert {span.data_class for text in texts for span in text.spans} == {"", *CLASSES}


def test_values_do_not_overlap_and_lie_in_their_text(texts: list[Text]) -> None:
    for text in texts:
        ends = [0, *(span.end for span in text.spans)]
        assert all(span.start >= end for span, end in zip(text.spans, ends, strict=False))
        assert ends[-1] <= len(text.text)
