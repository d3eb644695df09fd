"""Who hears of a violation: the strictest of all notification rules that are about it, everybody where none is."""

# SPDX-License-Identifier: Apache-2.0

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from workstation.policy.rules import (
    GROUPS,
    AnyRule,
    CaptureRule,
    ClipboardRule,
    Group,
    NotificationRule,
    Policy,
    ReauthRule,
)
from workstation.policy.scope import PlaceScope
from workstation.policy.strictness import loosened
from workstation.policy.telling import EVERYBODY_AT_ONCE, SEVERITIES, Telling, telling

CLIPBOARD = ClipboardRule(id="clipboard", severity="medium")
CAPTURE = CaptureRule(id="capture", severity="high")
REAUTH = ReauthRule(id="reauth", after_seconds=60)
COUNTED = NotificationRule(id="counted", severity="medium", whom=("supervisors",), digest_minutes=15)
GRAVE = NotificationRule(id="grave", severity="high", rules=("capture",), whom=("compliance",))


def policy(*rules: AnyRule) -> Policy:
    return Policy(name="x", format=1, rule=(CLIPBOARD, CAPTURE, REAUTH, *rules))


def told(minutes: int, *whom: Group) -> Telling:
    return Telling(whom=frozenset(whom), digest_minutes=minutes)


@pytest.mark.parametrize(
    ("rules", "clipboard", "capture"),
    [
        ((), EVERYBODY_AT_ONCE, EVERYBODY_AT_ONCE),
        ((COUNTED,), told(15, "supervisors"), told(15, "supervisors")),
        ((GRAVE,), EVERYBODY_AT_ONCE, told(0, "compliance")),
        ((COUNTED, GRAVE), told(15, "supervisors"), EVERYBODY_AT_ONCE),
        ((replace(COUNTED, severity="high"),), told(0), told(15, "supervisors")),
        ((NotificationRule(id="all"),), EVERYBODY_AT_ONCE, EVERYBODY_AT_ONCE),
    ],
)
def test_the_strictest_of_the_notification_rules_says_who_hears_and_when(
    rules: tuple[AnyRule, ...], clipboard: Telling, capture: Telling
) -> None:
    assert (telling(policy(*rules), "clipboard"), telling(policy(*rules), "capture")) == (clipboard, capture)


@pytest.mark.parametrize("rule", ["", "reauth", "counted", "gone"])
def test_of_what_is_no_violation_of_a_rule_everybody_hears_at_once(rule: str) -> None:
    assert telling(policy(COUNTED), rule) == EVERYBODY_AT_ONCE


def test_every_severity_that_a_rule_may_have_has_its_place() -> None:
    schema = msgspec.json.schema(CaptureRule)["$defs"]["CaptureRule"]
    assert set(schema["properties"]["severity"]["enum"]) == set(SEVERITIES)


NOTIFICATIONS = st.builds(
    NotificationRule,
    id=st.just("n"),
    severity=st.sampled_from(["low", "medium", "high", "critical"]),
    rules=st.sampled_from([(), ("clipboard",), ("capture",), ("clipboard", "capture")]),
    whom=st.sampled_from([GROUPS, GROUPS[:1], GROUPS[1:]]),
    digest_minutes=st.integers(0, 3),
)
RULES = st.sampled_from(
    [
        CLIPBOARD,
        CAPTURE,
        replace(CLIPBOARD, severity="low"),
        replace(CAPTURE, severity="critical"),
        replace(CLIPBOARD, id="other", severity="low"),
        replace(CLIPBOARD, id="third", scope=PlaceScope(call="on")),
        REAUTH,
    ]
)
POLICIES = st.builds(
    lambda rules, notifications: Policy(name="x", format=1, rule=(*rules, *notifications)),
    st.lists(RULES, min_size=1, max_size=4, unique_by=lambda rule: rule.id),
    st.lists(NOTIFICATIONS, max_size=3),
)


@given(rules=st.lists(NOTIFICATIONS, max_size=4), more=NOTIFICATIONS, rule=st.sampled_from(["clipboard", "capture"]))
def test_one_notification_rule_more_never_hides_or_delays_once_one_is_about_it(
    rules: list[NotificationRule], more: NotificationRule, rule: str
) -> None:
    assume(any(not each.rules or rule in each.rules for each in rules))
    assert telling(policy(*rules, more), rule).is_as_much(telling(policy(*rules), rule))


@given(before=POLICIES, now=POLICIES)
def test_what_is_not_named_never_tells_fewer_or_later(before: Policy, now: Policy) -> None:
    assume(not list(loosened(before, now)))
    for old in before.rule:
        if isinstance(old, ClipboardRule | CaptureRule):
            in_front = before.rule[: before.rule.index(old)]
            deciding = next(rule for rule in now.rule if type(rule) is type(old))
            assert telling(now, deciding.id).is_as_much(telling(before, old.id)) or deciding in in_front


@pytest.mark.parametrize(
    ("before", "now", "named"),
    [
        (policy(), policy(NotificationRule(id="all")), []),
        (policy(COUNTED), policy(), []),
        (policy(COUNTED), policy(replace(COUNTED, digest_minutes=5)), []),
        (policy(), policy(COUNTED), ["clipboard", "capture"]),
        (policy(), policy(GRAVE), ["capture"]),
        (policy(COUNTED, GRAVE), policy(COUNTED), ["capture"]),
        (policy(COUNTED), policy(replace(COUNTED, digest_minutes=16)), ["clipboard", "capture"]),
        (policy(COUNTED), policy(replace(COUNTED, severity="high")), ["clipboard"]),
        (policy(COUNTED), policy(replace(COUNTED, whom=("compliance",))), ["clipboard", "capture"]),
    ],
)
def test_whatever_tells_fewer_people_or_later_is_named(before: Policy, now: Policy, named: list[str]) -> None:
    assert list(loosened(before, now)) == [
        f'violations of "{rule}" may be told to fewer people, later or not at all' for rule in named
    ]


def test_a_rule_that_comes_in_front_of_a_graver_one_is_named() -> None:
    low = replace(CLIPBOARD, id="low", severity="low")
    before = policy(COUNTED)
    assert list(loosened(before, replace(before, rule=(low, *before.rule)))) == [
        'violations of "clipboard", named as "low" then, may be told to fewer people, later or not at all'
    ]
    assert not list(loosened(before, replace(before, rule=(*before.rule, low))))
