"""Which factors open a seat: those of every rule that holds, and a code always."""

# SPDX-License-Identifier: Apache-2.0

from datetime import UTC, datetime
from typing import Literal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workstation.facts.factor import Factor, Proved, covers, vouched
from workstation.facts.truth import Truth
from workstation.keeper.factorsasked import FactorsAsked
from workstation.policy.rules import FactorsRule, Policy
from workstation.policy.scope import Scope
from workstation.policy.strictness import loosened

START = datetime(2026, 11, 22, 12, tzinfo=UTC)
CLOSED = (Truth.SIGNED_OUT, Truth.LOCKED, Truth.REAUTH_DUE)
RULES = st.builds(
    FactorsRule,
    id=st.uuids().map(str),
    factors=st.sampled_from(
        [(*place, *beside) for place in (("totp",), ("openid",), ("security_key",)) for beside in ((), ("password",))]
    ),
    at=st.lists(st.sampled_from(["sign_in", "unlock", "reauth"]), min_size=1, max_size=3, unique=True).map(tuple),
    scope=st.builds(
        Scope, teams=st.sampled_from([(), ("cards",), ("billing",)]), call=st.sampled_from([None, "on", "off"])
    ),
)
LOCKING: tuple[Literal["lock", "ignore"], ...] = ("lock", "ignore")
GIVEN = st.lists(RULES, max_size=3).map(tuple)


def asked(rules: tuple[FactorsRule, ...], truth: Truth, team: str = "cards", *, on_call: bool = True) -> set[Factor]:
    policy = Policy(name="x", format=1, rule=rules)
    return set(FactorsAsked(policy, team)(START, on_call, truth))


@pytest.mark.parametrize("truth", CLOSED)
def test_without_a_rule_a_code_opens_a_seat(truth: Truth) -> None:
    assert asked((), truth) == {"totp"}


@pytest.mark.parametrize("truth", CLOSED)
def test_a_rule_asks_for_a_password_beside_the_code(truth: Truth) -> None:
    assert asked((FactorsRule(id="f"),), truth) == {"totp", "password"}


@pytest.mark.parametrize("truth", CLOSED)
def test_a_rule_asks_for_a_key_in_place_of_the_code_and_a_password_stays_as_it_is(truth: Truth) -> None:
    key, both = FactorsRule(id="k", factors=("security_key",)), FactorsRule(id="f")
    assert asked((key,), truth) == {"security_key"}
    assert asked((key, both), truth) == asked((both, key), truth) == {"security_key", "password"}


@pytest.mark.parametrize("truth", CLOSED)
def test_an_account_is_asked_for_in_place_of_the_code_and_a_key_in_place_of_both(truth: Truth) -> None:
    account, key = FactorsRule(id="o", factors=("openid",)), FactorsRule(id="k", factors=("security_key",))
    assert asked((account,), truth) == {"openid"}
    assert asked((account, FactorsRule(id="f")), truth) == {"openid", "password"}
    assert asked((account, key), truth) == asked((key, account), truth) == {"security_key"}


@pytest.mark.parametrize("code", ["totp", "openid", "security_key"])
def test_a_supervisors_word_stands_in_place_of_whatever_is_asked_for_and_never_of_the_password(code: Factor) -> None:
    assert vouched((code, "password")) == ("supervisor", "password")
    assert covers(("supervisor", "password"), (code, "password"))
    word: Proved = "supervisor"
    assert not covers((word,), (code, "password"))


def test_a_key_at_sign_in_leaves_the_code_at_other_moments() -> None:
    rule = FactorsRule(id="k", factors=("security_key", "password"), at=("sign_in",))
    assert [asked((rule,), truth) for truth in CLOSED] == [{"security_key", "password"}, {"totp"}, {"totp"}]


def test_a_rule_asks_at_the_moments_that_it_names() -> None:
    rule = FactorsRule(id="f", at=("sign_in", "reauth"))
    assert [len(asked((rule,), truth)) for truth in CLOSED] == [2, 1, 2]


def test_a_rule_is_for_its_teams_and_what_nobody_can_tell_counts_for_it() -> None:
    rule = FactorsRule(id="f", scope=Scope(teams=("cards",)))
    assert asked((rule,), Truth.LOCKED, "cards") == {"totp", "password"}
    assert asked((rule,), Truth.LOCKED, "billing") == {"totp"}
    assert asked((rule,), Truth.LOCKED, "") == {"totp", "password"}


@given(
    rules=GIVEN,
    more=RULES,
    truth=st.sampled_from(Truth),
    team=st.sampled_from(["", "cards", "billing"]),
    on_call=st.booleans(),
)
def test_one_rule_more_asks_for_no_less(
    rules: tuple[FactorsRule, ...], more: FactorsRule, truth: Truth, team: str, *, on_call: bool
) -> None:
    before = asked(rules, truth, team, on_call=on_call)
    assert len({"totp", "openid", "security_key"} & before) == 1
    assert covers(asked((*rules, more), truth, team, on_call=on_call), before)


@given(
    before=GIVEN,
    now=GIVEN,
    truth=st.sampled_from(Truth),
    team=st.sampled_from(["", "cards", "billing"]),
    on_call=st.booleans(),
)
def test_a_policy_that_loosens_nothing_asks_for_no_less(
    before: tuple[FactorsRule, ...], now: tuple[FactorsRule, ...], truth: Truth, team: str, *, on_call: bool
) -> None:
    old, new = (Policy(name="x", format=1, rule=rules) for rules in (before, now))
    assume(not list(loosened(old, new)))
    assert covers(asked(now, truth, team, on_call=on_call), asked(before, truth, team, on_call=on_call))


@pytest.mark.parametrize(
    "weaker",
    [
        FactorsRule(id="f", factors=("totp",)),
        FactorsRule(id="f", at=("sign_in",)),
        FactorsRule(id="f", scope=Scope(teams=("cards",))),
    ],
)
def test_asking_for_less_loosens_and_asking_for_more_does_not(weaker: FactorsRule) -> None:
    strict, weak = (Policy(name="x", format=1, rule=(rule,)) for rule in (FactorsRule(id="f"), weaker))
    assert list(loosened(strict, weak)) == ['the rule "f" is changed, and may hold for less']
    assert not list(loosened(weak, strict))


@pytest.mark.parametrize(
    ("code", "key"),
    [
        (("totp",), ("security_key",)),
        (("totp", "password"), ("security_key", "password")),
        (("totp",), ("openid",)),
        (("openid",), ("security_key",)),
        (("openid",), ("openid", "password")),
    ],
)
def test_a_code_in_place_of_a_key_loosens_and_a_key_in_place_of_a_code_does_not(
    code: tuple[Factor, ...], key: tuple[Factor, ...]
) -> None:
    weak, strict = (Policy(name="x", format=1, rule=(FactorsRule(id="f", factors=each),)) for each in (code, key))
    assert list(loosened(strict, weak)) == ['the rule "f" is changed, and may hold for less']
    assert not list(loosened(weak, strict))


def test_a_key_alone_does_not_stand_for_a_password() -> None:
    both, key = (
        Policy(name="x", format=1, rule=(FactorsRule(id="f", factors=each),))
        for each in (("totp", "password"), ("security_key",))
    )
    assert list(loosened(both, key)) == ['the rule "f" is changed, and may hold for less']


def test_a_seat_that_no_longer_locks_once_its_key_is_taken_out_is_loosened() -> None:
    locks, stays = (
        Policy(name="x", format=1, rule=(FactorsRule(id="f", factors=("security_key",), key_removed=each),))
        for each in LOCKING
    )
    assert list(loosened(locks, stays)) == ['the rule "f" is changed, and may hold for less']
    assert not list(loosened(stays, locks))


VOUCHING = FactorsRule(id="v", supervisor="vouches")


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ((), (VOUCHING,)),
        ((FactorsRule(id="v"),), (VOUCHING,)),
        ((FactorsRule(id="v", factors=("totp",)),), (VOUCHING,)),
        ((FactorsRule(id="v", supervisor="vouches", at=("sign_in",)),), (VOUCHING,)),
        ((FactorsRule(id="v", supervisor="vouches", scope=Scope(teams=("night",))),), (VOUCHING,)),
        ((VOUCHING, FactorsRule(id="f")), (VOUCHING,)),
    ],
)
def test_a_supervisor_who_may_vouch_where_none_might_loosens_a_new_rule_too(
    before: tuple[FactorsRule, ...], now: tuple[FactorsRule, ...]
) -> None:
    one, other = (Policy(name="x", format=1, rule=rules) for rules in (before, now))
    assert list(loosened(one, other))
    assert not [words for words in loosened(other, other) if "vouch" in words]


def test_a_supervisor_who_may_vouch_no_longer_does_not_loosen() -> None:
    one, other = (Policy(name="x", format=1, rule=(rule,)) for rule in (VOUCHING, FactorsRule(id="v")))
    assert not list(loosened(one, other))
