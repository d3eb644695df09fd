"""The detector in JavaScript finds what the Python one finds, in the same places, as surely, and hides the same of it."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.browser.node import Found, NodeDetector, node_detector
from tests.detection.corpus import corpus, fields
from tests.detection.evasions import EVASIVE, disguised
from tests.detection.kinds import KINDS
from workstation.browser.tables import TABLES, tables
from workstation.detect.classes import ALL
from workstation.detect.labels import watched_label_class
from workstation.detect.scanner import Scanner
from workstation.detect.vocabulary import FILLERS, VOCABULARY

SEED = 20261127
PHRASES = sorted({phrase.strip(" \n?!") for words in VOCABULARY.values() for phrase in words.split(",")})
CAPTIONS = (
    *("Password", "userPassword", "CVV", "Card number", "SSN", "Name", "SWIFT", "email", "Contraseña", "Paßwort"),
    *("What is your pin?", "Can you tell me your password?", "¿Cuál es su contraseña?", "Please confirm your SSN."),
)
LABELS = (
    *("", "", "", "card number", "CVV", "SSN", "Contraseña", "IBAN", "phone", "userPassword", "security code", "dob"),
    *("Numéro de sécurité sociale", "PASSWORD", "# card", "case no", "\U0001d402\U0001d415\U0001d415", "p\u00edn"),
)
DIVIDERS = (" ", " ", " ", "", "\n", ": ", "-", "  ", "\t", "|", ", ", ". ", "=", "?\n", '"', "/")
ODD = (
    *"\u00a0\u200b\u200d\ufeff\u00ad\u2013\u202f\u0663\u096a\uff10\uff21\uff43\u00e9\u00f1\u00df\u00aa\u00ba\u00b2",
    *"\u0130\u0131\u017f\u01c5\u4e2d\u0436\x1c\x85\u2028\u0301",
    *("\U0001f600", "\U0001d7ce", "\U0001d7d7", "\U0001d402", "\U00010400", "\U0001e950", "\U0001f170"),
)
PIECES = st.one_of(
    st.sampled_from(PHRASES),
    st.sampled_from(sorted(FILLERS)),
    st.sampled_from(CAPTIONS),
    st.sampled_from(sorted(KINDS)).flatmap(lambda kind: st.builds(KINDS[kind][1], st.randoms(use_true_random=False))),
    st.text("0123456789 -./", max_size=24),
    st.text(st.sampled_from("0123456789abcxyzABC.:;@#*_+%^<>()[]{}'\"!?"), max_size=12),
    st.lists(st.sampled_from(ODD), max_size=3).map("".join),
    st.text(max_size=6),
)
TEXTS = st.lists(st.tuples(PIECES, st.sampled_from(DIVIDERS)), max_size=12).map(
    lambda parts: "".join(piece + divider for piece, divider in parts)
)
ASKED = st.one_of(st.just(ALL), st.lists(st.sampled_from(ALL), min_size=1, max_size=3, unique=True).map(tuple))


@pytest.fixture(scope="module")
def node() -> Iterator[NodeDetector]:
    with node_detector() as detector:
        yield detector


@cache
def _scanner(classes: tuple[str, ...], regions: tuple[str, ...]) -> Scanner:
    return Scanner(classes, regions=regions)


def _expected(text: str, label: str, classes: Sequence[str], regions: Sequence[str] = ()) -> Found:
    """Return what the Python detector finds, in UTF-16 code units as JavaScript counts."""
    units = [0, *accumulate(1 + (character > "\uffff") for character in text)]
    return [
        (
            units[one.start],
            units[one.end],
            one.data_class,
            tuple((units[start], units[end]) for start, end in one.hidden),
            one.score,
        )
        for one in _scanner(tuple(classes), tuple(regions))(text, label)
    ]


def test_the_tables_are_those_of_the_python_detector() -> None:
    assert TABLES.read_text(encoding="utf-8") == tables()


def test_texts_of_a_call_center_read_alike(node: NodeDetector) -> None:
    found = 0
    for text in corpus(SEED, 500):
        expected = _expected(text.text, text.label, ALL)
        assert node.findings(text.text, text.label, ALL) == expected, text.text
        found += len(expected)
    assert found > 500


def test_fields_read_alike_with_and_without_their_captions(node: NodeDetector) -> None:
    for text in fields(SEED, 1000):
        for label in (text.label, ""):
            assert node.findings(text.text, label, ALL) == _expected(text.text, label, ALL), (text.text, label)
        assert node.label_class(text.label, ALL) == watched_label_class(text.label, ALL), text.label


@pytest.mark.parametrize("data_class", ALL)
def test_a_class_alone_reads_alike(data_class: str, node: NodeDetector) -> None:
    for text in corpus(SEED + 1, 60):
        expected = _expected(text.text, "", (data_class,))
        assert node.findings(text.text, "", (data_class,)) == expected, text.text


@pytest.mark.parametrize("kind", sorted(EVASIVE))
def test_disguised_values_read_alike(kind: str, node: NodeDetector) -> None:
    random = Random(SEED)
    for _ in range(150):
        _, ahead, value, behind = disguised(random, kind)
        said = random.choice(("", "", "the card ", "SSN: ", "IBAN ", "my routing number is ", "order "))
        text = f"{said}{ahead}{value}{behind}"
        assert node.findings(text, "", ALL) == _expected(text, "", ALL), text


@pytest.mark.parametrize("phrases", [PHRASES[at::8] for at in range(8)], ids=str)
def test_phrases_as_labels_read_alike(phrases: list[str], node: NodeDetector) -> None:
    for phrase in phrases:
        for label in (phrase, phrase.title(), f"{phrase} number", f"the_{phrase}", f"no. of {phrase}"):
            assert node.label_class(label, ALL) == watched_label_class(label, ALL), label


@given(text=TEXTS, label=st.sampled_from(LABELS), classes=ASKED)
def test_any_text_reads_alike(text: str, label: str, classes: tuple[str, ...], node: NodeDetector) -> None:
    assert node.findings(text, label, classes) == _expected(text, label, classes)


@given(label=TEXTS)
def test_any_label_reads_alike(label: str, node: NodeDetector) -> None:
    assert node.label_class(label, ALL) == watched_label_class(label, ALL)


ORDINARY = "Maria called about order 48213 on 2024-05-12 and paid with the card ending in 1111; her address is new.\n"
NASTY = (
    *("1", "1 ", "1-", "4111 ", "4111-1111-", "000-00-", "a", "aa00", "a 1 ", "card ", "card 1 ", "password ", "is "),
    *("password is ", "a@", "@", "a.", "1.", "1.1.1.", ":", "::", "ab:", "+1", "+", "%B4111111111111111^", "<", "A<"),
    *("\n", "a|b\n", "Card|CVV\n", "pin?\n", "What is your pin?\n", '"', "' ", "(", " ", "\u200b", "1\u200b", "\u0661"),
    *("\U0001d7ce", "no ", "#", "# ", "iban de", "x at y dot ", "cvv of the ", "\t", "1\t", "/", "1/", "12/27 ", "-"),
)
SIZE = 1 << 20
MOST_TIMES_ORDINARY = 20


@pytest.mark.parametrize("piece", NASTY)
def test_a_megabyte_that_nobody_would_write_takes_little_longer_than_an_ordinary_one(
    piece: str, node: NodeDetector
) -> None:
    ordinary = (ORDINARY * (SIZE // len(ORDINARY) + 1))[:SIZE]
    nasty = (piece * (SIZE // len(piece) + 1))[:SIZE]
    usual = min(node.milliseconds(ordinary, "", ALL) for _ in range(2))
    assert min(node.milliseconds(nasty, "", ALL) for _ in range(2)) < MOST_TIMES_ORDINARY * usual
