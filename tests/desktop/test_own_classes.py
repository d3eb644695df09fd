"""Classes that a policy defines itself are covered in real programs, by their words and by their labels."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator

import pytest

from tests.desktop.eyes import Eyes
from tests.desktop.shared import Launch
from tests.desktop.test_accessibility_native import press
from workstation.policy.load import parse_policy
from workstation.policy.looking import label_class_of, scan_of

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

CLUB = b"""
name = "Club"
format = 1

[[class]]
id = "member_number"
called = "member number"
pattern = "MB-[0-9]{7}"
words = ["member no."]

[[class]]
id = "claim_number"
called = "claim number"
pattern = "C[0-9]{3}/[0-9]{4}"
mask = { last = 3 }

[[rule]]
kind = "masking"
id = "ours"
classes = ["member_number", "claim_number"]
"""


@pytest.fixture
def eyes() -> Iterator[Eyes]:
    policy = parse_policy(CLUB, "club.toml")
    opened = Eyes(scan_of(policy), label_class_of(policy))
    opened.open()
    yield opened
    opened.close()


def test_values_are_covered_under_their_label_beside_their_words_and_anywhere(launch: Launch, eyes: Eyes) -> None:
    values = ("MB-1234567", "MB-7654321", "c123/4567")
    launch("yad", "--form", "--title=Club", "--field=Member no.", "--field=Part", "--field=Remark", *values)
    eyes.until_covered("member_number", "claim_number")


def test_a_field_that_is_empty_is_sensitive_by_its_label(launch: Launch, eyes: Eyes) -> None:
    launch("yad", "--form", "--title=Club", "--field=Customer", "--field=Member no.", "", "")
    eyes.until_focused(None)
    press("Tab")
    eyes.until_focused("member_number")
