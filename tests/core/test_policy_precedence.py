"""Of several rules of one kind the strictest wins."""

# SPDX-License-Identifier: Apache-2.0

from typing import get_args

from workstation.policy.precedence import effective
from workstation.policy.rules import (
    AnyRule,
    CaptureRule,
    ClipboardRule,
    DeskRule,
    IdleRule,
    MaskingRule,
    Policy,
    ReauthRule,
)


def strictest(*rules: AnyRule) -> tuple[AnyRule, ...]:
    return effective(Policy(name="x", format=1, rule=rules))


def test_every_kind_of_rule_takes_effect() -> None:
    rules = (
        MaskingRule(id="m"),
        ClipboardRule(id="c"),
        CaptureRule(id="p"),
        IdleRule(id="i", after_seconds=9),
        ReauthRule(id="r", after_seconds=9),
        DeskRule(id="d"),
    )
    assert strictest(*rules) == rules
    assert {type(rule) for rule in rules} == set(get_args(AnyRule))


def test_a_kind_without_a_rule_has_no_effect() -> None:
    assert strictest(MaskingRule(id="m")) == (MaskingRule(id="m"),)


def test_the_shortest_limit_wins_in_either_order() -> None:
    short, long = IdleRule(id="short", after_seconds=60), IdleRule(id="long", after_seconds=900)
    assert strictest(short, long) == strictest(long, short) == (short,)
    soon, late = ReauthRule(id="soon", after_seconds=60), ReauthRule(id="late", after_seconds=900)
    assert strictest(soon, late) == strictest(late, soon) == (soon,)


def test_classes_add_up_under_the_first_rule() -> None:
    one, other = MaskingRule(id="one", classes=("us_ssn",)), MaskingRule(id="other", classes=("card_number", "us_ssn"))
    assert strictest(one, other) == (MaskingRule(id="one", classes=("us_ssn", "card_number")),)
    copying = ClipboardRule(id="one", classes=("us_ssn",)), ClipboardRule(id="two", classes=("card_number",))
    assert strictest(*copying) == (ClipboardRule(id="one", classes=("us_ssn", "card_number")),)


def test_a_program_may_read_pixels_only_where_every_rule_allows_it() -> None:
    one, other = CaptureRule(id="one", allow=("/a", "/b")), CaptureRule(id="other", allow=("/b", "/c"))
    assert strictest(one, other) == (CaptureRule(id="one", allow=("/b",)),)


def test_what_a_clean_desk_forbids_adds_up() -> None:
    one = DeskRule(id="one", forbidden_names=("a",), removable_media="allow", folders=("Desktop",), checklist=("A.",))
    other = DeskRule(id="other", forbidden_names=("b",), forbidden_paths=("/b",), folders=("Music",), checklist=("B.",))
    assert strictest(one, other) == (
        DeskRule(
            id="one",
            forbidden_names=("a", "b"),
            forbidden_paths=("/b",),
            removable_media="refuse",
            folders=("Desktop", "Music"),
            checklist=("A.", "B."),
        ),
    )
