"""Risks after which a second factor is asked for at once: which may be named, and which rule wins."""

# SPDX-License-Identifier: Apache-2.0

from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workstation.errors import PolicyError
from workstation.keeper.reauthrisks import ReauthRisks, Risky
from workstation.policy.load import parse_policy
from workstation.policy.rules import Policy, ReauthRule, Risk
from workstation.policy.scope import Scope, Site
from workstation.policy.strictness import loosened

START = datetime(2026, 11, 22, 12, tzinfo=UTC)
HEAD = 'name = "x"\nformat = 1\n'
REAUTH = HEAD + '[[rule]]\nkind = "reauth"\nid = "r"\n'
RISKS: tuple[Risk, ...] = ("clock", "network", "media", "faked_input")
RULES = st.builds(
    ReauthRule,
    id=st.uuids().map(str),
    after_risks=st.lists(st.sampled_from(RISKS), unique=True).map(tuple),
    violations_an_hour=st.none() | st.integers(1, 9),
    scope=st.builds(
        Scope, teams=st.sampled_from([(), ("cards",), ("billing",)]), call=st.sampled_from([None, "on", "off"])
    ),
)
GIVEN = st.lists(RULES, max_size=3).map(tuple)


def risky(rules: tuple[ReauthRule, ...], team: str = "cards", *, on_call: bool = True) -> Risky:
    return ReauthRisks(Policy(name="x", format=1, rule=rules), team)(START, on_call, frozenset())


def violations(told: Risky) -> float:
    return 1e9 if told.violations_an_hour is None else told.violations_an_hour


def test_a_rule_of_risks_alone_lasts_twelve_hours_otherwise() -> None:
    (rule,) = parse_policy(f'{REAUTH}after_risks = ["clock"]\n'.encode(), "x.toml").rule
    assert isinstance(rule, ReauthRule)
    assert (rule.after_risks, rule.after_seconds, rule.violations_an_hour) == (("clock",), 43_200, None)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ('after_risks = ["mood"]', 'allowed: a list of "clock", "network", "media" and "faked_input"'),
        ("violations_an_hour = 0", "whole number from 1 to 600"),
        ('after_risks = ["clock", "media"]', 'never met without a desk rule that refuses "removable_media"'),
        ('after_risks = ["faked_input"]', 'never met without an idle rule that ignores "synthetic" input'),
        (
            'after_risks = ["media"]\n[[rule]]\nkind = "desk"\nid = "d"\nremovable_media = "allow"',
            "never met without a desk rule",
        ),
        (
            'after_risks = ["faked_input"]\n[[rule]]\nkind = "idle"\nid = "i"\nafter_seconds = 9\nsynthetic = "count"',
            "never met without an idle rule",
        ),
    ],
)
def test_a_risk_that_nothing_would_see_is_refused(written: str, why: str) -> None:
    with pytest.raises(PolicyError) as refused:
        parse_policy(f"{REAUTH}{written}\n".encode(), "x.toml")
    assert "line 6" in str(refused.value)
    assert why in str(refused.value)


def test_what_another_rule_or_a_pack_has_looked_for_may_be_a_risk() -> None:
    desk = b'name = "desk"\nformat = 1\n[[rule]]\nkind = "desk"\nid = "d"\n'
    written = HEAD + 'extends = ["desk"]\n' + REAUTH.removeprefix(HEAD) + 'after_risks = ["media", "faked_input"]\n'
    idle = '[[rule]]\nkind = "idle"\nid = "i"\nafter_seconds = 300\n'
    parse_policy((written + idle).encode(), "x.toml", lambda _: desk)


def test_every_rule_that_holds_adds_its_risks_and_the_fewest_violations_count() -> None:
    one = ReauthRule(id="a", after_risks=("clock",), violations_an_hour=9)
    other = ReauthRule(id="b", after_risks=("network",), violations_an_hour=4)
    elsewhere = ReauthRule(id="c", after_risks=("media",), violations_an_hour=1, scope=Scope(teams=("billing",)))
    assert risky((one, other, elsewhere)) == Risky(frozenset({"clock", "network"}), 4)
    assert risky(()) == Risky()


@given(rules=GIVEN, more=RULES, team=st.sampled_from(["", "cards", "billing"]), on_call=st.booleans())
def test_one_rule_more_asks_no_later(
    rules: tuple[ReauthRule, ...], more: ReauthRule, team: str, *, on_call: bool
) -> None:
    before, now = risky(rules, team, on_call=on_call), risky((*rules, more), team, on_call=on_call)
    assert before.risks <= now.risks
    assert violations(now) <= violations(before)


@given(before=GIVEN, now=GIVEN, team=st.sampled_from(["", "cards", "billing"]), on_call=st.booleans())
def test_what_is_not_named_never_asks_after_less(
    before: tuple[ReauthRule, ...], now: tuple[ReauthRule, ...], team: str, *, on_call: bool
) -> None:
    old, new = (Policy(name="x", format=1, rule=rules) for rules in (before, now))
    assume(not list(loosened(old, new)))
    asked, asks = risky(before, team, on_call=on_call), risky(now, team, on_call=on_call)
    assert asked.risks <= asks.risks
    assert violations(asks) <= violations(asked)


@pytest.mark.parametrize(
    ("now", "is_looser"),
    [
        (ReauthRule(id="r", after_risks=("clock", "network"), violations_an_hour=5), False),
        (ReauthRule(id="r", after_risks=("clock",), violations_an_hour=5), False),
        (ReauthRule(id="r", after_risks=("clock",), violations_an_hour=6), True),
        (ReauthRule(id="r", after_risks=("network",), violations_an_hour=5), True),
        (ReauthRule(id="r", after_risks=("clock",)), True),
    ],
)
def test_a_risk_less_and_more_violations_loosen(now: ReauthRule, *, is_looser: bool) -> None:
    before = ReauthRule(id="r", after_risks=("clock",), violations_an_hour=5)
    told = list(loosened(*(Policy(name="x", format=1, rule=(rule,)) for rule in (before, now))))
    assert bool(told) is is_looser


def test_a_site_that_grows_loosens_a_rule_of_networks_and_no_other() -> None:
    everywhere = (Site(name="everywhere", networks=("0.0.0.0/0", "::/0")),)
    expected: dict[Risk, bool] = {"network": True, "clock": False}
    for risk, is_loose in expected.items():
        before = Policy(name="x", format=1, rule=(ReauthRule(id="r", after_risks=(risk,)),))
        after = Policy(name="x", format=1, rule=before.rule, site=everywhere)
        assert bool(list(loosened(before, after))) is is_loose
