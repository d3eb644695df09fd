"""The detector in JavaScript finds what the Python one finds, in the same places, and hides the same of it."""

# SPDX-License-Identifier: Apache-2.0

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.browser.expected import expected_findings
from tests.browser.node import NodeDetector
from tests.browser.texts import ASKED, LABELS, PHRASES, TEXTS
from tests.detection.corpus import corpus, fields
from tests.detection.evasions import EVASIVE, disguised
from workstation.browser.tables import PHONES, TABLES, phones, tables
from workstation.detect.classes import ALL
from workstation.detect.labels import watched_label_class

SEED = 20261127


def test_the_tables_are_those_of_the_python_detector() -> None:
    assert TABLES.read_text(encoding="utf-8") == tables()
    assert PHONES.read_text(encoding="utf-8") == phones()


def test_texts_of_a_call_center_read_alike(node: NodeDetector) -> None:
    found = 0
    for text in corpus(SEED, 500):
        expected = expected_findings(text.text, text.label, ALL)
        assert node.findings(text.text, text.label, ALL) == expected, text.text
        found += len(expected)
    assert found > 500


def test_fields_read_alike_with_and_without_their_captions(node: NodeDetector) -> None:
    for text in fields(SEED, 1000):
        for label in (text.label, ""):
            assert node.findings(text.text, label, ALL) == expected_findings(text.text, label, ALL), (text.text, label)
        assert node.label_class(text.label, ALL) == watched_label_class(text.label, ALL), text.label


@pytest.mark.parametrize("data_class", ALL)
def test_a_class_alone_reads_alike(data_class: str, node: NodeDetector) -> None:
    for text in corpus(SEED + 1, 60):
        expected = expected_findings(text.text, "", (data_class,))
        assert node.findings(text.text, "", (data_class,)) == expected, text.text


@pytest.mark.parametrize("kind", sorted(EVASIVE))
def test_disguised_values_read_alike(kind: str, node: NodeDetector) -> None:
    random = Random(SEED)
    for _ in range(150):
        _, ahead, value, behind = disguised(random, kind)
        said = random.choice(("", "", "the card ", "SSN: ", "IBAN ", "my routing number is ", "order "))
        text = f"{said}{ahead}{value}{behind}"
        assert node.findings(text, "", ALL) == expected_findings(text, "", ALL), text


@pytest.mark.parametrize("phrases", [PHRASES[at::8] for at in range(8)], ids=str)
def test_phrases_as_labels_read_alike(phrases: list[str], node: NodeDetector) -> None:
    for phrase in phrases:
        for label in (phrase, phrase.title(), f"{phrase} number", f"the_{phrase}", f"no. of {phrase}"):
            assert node.label_class(label, ALL) == watched_label_class(label, ALL), label


@given(text=TEXTS, label=st.sampled_from(LABELS), classes=ASKED)
def test_any_text_reads_alike(text: str, label: str, classes: tuple[str, ...], node: NodeDetector) -> None:
    assert node.findings(text, label, classes) == expected_findings(text, label, classes)


@given(label=TEXTS)
def test_any_label_reads_alike(label: str, node: NodeDetector) -> None:
    assert node.label_class(label, ALL) == watched_label_class(label, ALL)
