"""A policy that nobody confirmed for too long: what it forbids still holds, and all that ships beside it."""

# SPDX-License-Identifier: Apache-2.0

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from workstation.packs import FOLDER, shipped_pack
from workstation.policy.age import STRICTEST, is_too_old, strictest
from workstation.policy.load import parse_policy
from workstation.policy.rules import FactorsRule, Policy
from workstation.policy.strictness import loosened

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LOOSE = b"""
name = "Loose"
format = 1
max_age_hours = 48

[[rule]]
kind = "masking"
id = "masking"
classes = ["card_number"]

[[exception]]
id = "training"
rules = ["masking"]
scope = { teams = ["training"] }
reason = "Numbers of the training room are made up."
granted_by = "A. Reyes"
expires = 2026-12-31
"""


def policy(text: bytes = LOOSE) -> Policy:
    return parse_policy(text, "policy.toml", shipped_pack)


@given(st.integers(min_value=0, max_value=200))
def test_a_policy_counts_for_as_long_as_it_says_and_no_longer(hours: int) -> None:
    assert is_too_old(policy(), NOW, NOW + timedelta(hours=hours, seconds=1)) == (hours >= 48)


def test_a_policy_that_was_never_confirmed_is_too_old() -> None:
    assert is_too_old(policy(), None, NOW)


def test_the_strictest_policy_loosens_nothing_of_the_one_before_and_knows_no_exception() -> None:
    tightened = strictest(policy(), shipped_pack)
    assert list(loosened(policy(), tightened)) == []
    assert tightened.exception == ()


@pytest.mark.parametrize("name", [path.stem for path in FOLDER.glob("*.toml") if path.stem != "trial"])
def test_the_strictest_policy_loosens_nothing_of_any_pack(name: str) -> None:
    assert name in STRICTEST
    pack = parse_policy(shipped_pack(name), name)
    beside = replace(
        pack, acknowledge=False, rule=tuple(each for each in pack.rule if not isinstance(each, FactorsRule))
    )
    assert list(loosened(beside, strictest(None, shipped_pack))) == []


def test_the_strictest_policy_asks_nobody_for_a_password_that_their_own_does_not_ask_for() -> None:
    asked = {pack: parse_policy(shipped_pack(pack), pack).rule for pack in STRICTEST}
    assert any(isinstance(rule, FactorsRule) for rules in asked.values() for rule in rules)
    for before in (None, policy()):
        tightened = strictest(before, shipped_pack)
        assert not any(isinstance(rule, FactorsRule) for rule in tightened.rule)
        assert not tightened.acknowledge


def test_the_strictest_policy_keeps_what_its_own_asks_for_before_a_seat_opens() -> None:
    own = policy(b'name = "Cards"\nformat = 1\nextends = ["pci-dss-4.0.1"]\n')
    tightened = strictest(own, shipped_pack)
    assert [rule.id for rule in tightened.rule if isinstance(rule, FactorsRule)] == ["signed-in-by-two-factors"]
    assert tightened.acknowledge


def test_a_rule_of_a_pack_that_holds_already_is_there_once() -> None:
    extending = policy(b'name = "Cards"\nformat = 1\nextends = ["pci-dss-4.0.1"]\n')
    ids = [rule.id for rule in strictest(extending, shipped_pack).rule]
    assert len(ids) == len(set(ids))


def test_a_longer_age_loosens() -> None:
    longer = policy(LOOSE.replace(b"48", b"72"))
    assert list(loosened(policy(), longer)) == ["it counts for longer without being confirmed"]
    assert list(loosened(longer, policy())) == []
