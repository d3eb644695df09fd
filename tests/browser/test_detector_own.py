"""Classes that a policy defines itself read alike in JavaScript and in Python."""

# SPDX-License-Identifier: Apache-2.0

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.browser.expected import in_units
from tests.browser.node import Found, NodeDetector
from tests.browser.texts import TEXTS
from tests.core.seats import actions, at, seat
from workstation.browser.messages import OwnSaid
from workstation.browser.ownpatterns import own_said
from workstation.detect.ownscan import OwnLabels, OwnScan
from workstation.detect.scanner import Scanner
from workstation.facts.actions import CoverPage
from workstation.facts.pagefacts import PageOpened
from workstation.facts.place import UNKNOWN, Page
from workstation.guards.pages import PagesGuard
from workstation.policy.load import parse_policy
from workstation.policy.ownclasses import made_ready
from workstation.policy.precedence import Rules
from workstation.policy.rules import MaskingRule

CLUB = parse_policy(
    b"""
name = "Club"
format = 1

[[class]]
id = "member_number"
called = "member number"
pattern = "MB-?[0-9]{5,7}"
words = ["member no.", "Mitglied", "# of member"]
mask = { last = 2 }

[[class]]
id = "claim"
called = "claim"
pattern = "C[0-9]{3}/[0-9]{2,4}|[K-S]{2}[0-9]{4}"
mask = { first = 1, last = 1 }

[[class]]
id = "agent_code"
called = "agent code"
pattern = "[A-F]{4,6}(-[A-F]{2})?"
words = ["agent code"]

[[class]]
id = "by_luhn"
called = "a"
pattern = "[0-9 -]{6,12}"
validator = "luhn"

[[class]]
id = "by_verhoeff"
called = "b"
pattern = "V[0-9]{4,9}"
validator = "verhoeff"

[[class]]
id = "by_damm"
called = "c"
pattern = "D[0-9]{3,9}"
validator = "damm"

[[class]]
id = "by_mod97"
called = "d"
pattern = "[A-Z]{2}[0-9]{2}[0-9A-Z]{3,8}"
validator = "mod97"

[[class]]
id = "by_mod11"
called = "e"
pattern = "[0-9]{4}-[0-9]{3}[0-9X]"
validator = "mod11"

[[rule]]
kind = "masking"
id = "ours"
classes = [
  "member_number", "claim", "agent_code", "by_luhn", "by_verhoeff", "by_damm", "by_mod97", "by_mod11", "us_ssn"
]
""",
    "club.toml",
)
CLASSES = ("us_ssn",)
OWN = tuple(made_ready(table) for table in CLUB.own)
SCAN = OwnScan(Scanner(CLASSES), OWN)
LABELS = OwnLabels(OWN)


def said() -> tuple[OwnSaid, ...]:
    """Return what the seat tells a page of these classes."""
    page = Page(application="chromium", place=UNKNOWN)
    (cover,) = actions(PagesGuard(Rules(CLUB, MaskingRule), CLUB), seat(), PageOpened(at=at(0), key="1/a", page=page))
    assert isinstance(cover, CoverPage)
    return own_said(cover.own)


SAID = said()
VALUES = st.one_of(
    st.from_regex(r"(?i)mb-?[0-9]{4,8}", fullmatch=True),
    st.from_regex(r"(?i)c[0-9]{3}/[0-9]{1,5}|[k-s]{2}[0-9]{4}", fullmatch=True),
    st.from_regex(r"[A-F]{3,7}(-[A-F]{2})?", fullmatch=True),
    st.from_regex(r"[VDE]?[0-9 -]{3,12}X?", fullmatch=True),
    st.from_regex(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{2,9}", fullmatch=True),
    st.sampled_from(("MB-12345", "C123/4567", "79927398713", "V2363", "D5724", "GB82WEST12", "0794-0001", "2153-004X")),
    st.sampled_from(
        ("member no.", "Mitglied", "agent code", "# of member", "memberNo", "SSN 078-05-1120", "number", "is")
    ),
)
SOME = st.lists(
    st.tuples(
        st.one_of(VALUES, VALUES, TEXTS), st.sampled_from((" ", ": ", "\n", "", "\t", ", ", "\u200b", "\U0001f600"))
    ),
    max_size=10,
).map(lambda parts: "".join(piece + divider for piece, divider in parts))
NAMED = ("", "", "Member No.", "agent code", "Mitglied", "SSN", "claim", "M\u00e9mber no")


def expected(text: str, label: str) -> Found:
    return in_units(text, SCAN(text, label))


@given(text=SOME, label=st.sampled_from(NAMED))
def test_any_text_reads_alike(text: str, label: str, node: NodeDetector) -> None:
    assert node.findings(text, label, CLASSES, (), SAID) == expected(text, label)


@given(label=st.one_of(SOME, st.sampled_from(NAMED)))
def test_any_label_reads_alike(label: str, node: NodeDetector) -> None:
    assert node.label_class(label, (), SAID) == LABELS.of(label)


FOUND = {
    "member no. MB-12345": {"member_number"},
    "no word here MB-12345": set(),
    "claim C123/4567": {"claim"},
    "agent code: ABCDEF-AB": {"agent_code"},
    "the 79927398713 is right": {"by_luhn"},
    "V2363": {"by_verhoeff"},
    "D5724": {"by_damm"},
    "D5725": set(),
    "0000-0001": {"by_mod11"},
    "Agent code\tName\nABCDEF\tJoe": {"agent_code"},
}


@pytest.mark.parametrize("text", FOUND)
def test_what_a_policy_defines_is_found(text: str, node: NodeDetector) -> None:
    found = {name for _, _, name, _, _ in node.findings(text, "", CLASSES, (), SAID)}
    assert found == FOUND[text] == {name for _, _, name, _, _ in expected(text, "")}
