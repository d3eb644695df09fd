"""Of all rules that hold the strictest wins, and only a granted exception that is on the record loosens."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.core.seats import START, rules, seat
from workstation.facts.actions import ShowMasks
from workstation.facts.observations import ScreenRead
from workstation.facts.place import Mark, Place, Rect
from workstation.facts.session import Session
from workstation.facts.situation import Situation
from workstation.guards.roster import build_guards
from workstation.policy.precedence import Rules
from workstation.policy.rules import (
    USUAL_CLASSES,
    CaptureRule,
    DeskRule,
    GrantedException,
    IdleRule,
    MaskingRule,
    Policy,
    ReauthRule,
)
from workstation.policy.scope import Application, PlaceScope, Scope
from workstation.policy.strictest import strictest_desk, strictest_reauth

CRM, NOTES = Place(executable="/usr/bin/chromium"), Place(executable="/usr/bin/mousepad")
IN_CRM = PlaceScope(applications=(Application(executable="/usr/bin/chromium"),))
TRAINER = GrantedException(
    id="trainer-shows-the-crm",
    rules=("masking",),
    scope=IN_CRM,
    reason="The trainer shows the CRM with made-up customers.",
    granted_by="R. Santos",
    expires=date(2026, 11, 22),
)


def ids(held: Rules[MaskingRule], session: Session, place: Place = CRM, data_class: str = "card_number") -> list[str]:
    return [rule.id for rule in held.applying(session, place, data_class)]


def granted(*names: str) -> Session:
    return replace(seat(), granted=frozenset(names))


def test_a_rule_holds_where_its_scope_reaches_and_where_nobody_can_tell() -> None:
    held = rules(MaskingRule(id="everywhere"), MaskingRule(id="crm", scope=IN_CRM))
    assert ids(held, seat(), CRM) == ["everywhere", "crm"]
    assert ids(held, seat(), NOTES) == ["everywhere"]
    assert ids(held, seat(), Place()) == ["everywhere", "crm"]


def test_a_rule_of_a_team_holds_for_a_seat_whose_team_is_unknown() -> None:
    held = rules(CaptureRule(id="cards", scope=Scope(teams=("cards",))))
    unknown = seat()
    known = replace(unknown, situation=Situation(team="billing"))
    assert list(held.applying(unknown))
    assert not list(held.applying(known))


def test_an_exception_lifts_its_rule_at_its_place_once_it_is_on_the_record() -> None:
    held = rules(MaskingRule(id="masking"), MaskingRule(id="other"), exceptions=[TRAINER])
    assert ids(held, seat()) == ["masking", "other"]
    assert ids(held, granted(TRAINER.id)) == ["other"]
    assert ids(held, granted(TRAINER.id), NOTES) == ["masking", "other"]


def test_an_exception_does_not_hold_where_nobody_can_tell_the_place() -> None:
    held = rules(MaskingRule(id="masking"), exceptions=[TRAINER])
    assert ids(held, granted(TRAINER.id), Place()) == ["masking"]


def test_an_exception_ends_with_its_last_day() -> None:
    held = rules(MaskingRule(id="masking"), exceptions=[TRAINER])
    session = granted(TRAINER.id)
    late = START.replace(hour=23, minute=59)
    assert ids(held, replace(session, now=late)) == []
    assert ids(held, replace(session, now=late + timedelta(minutes=1))) == ["masking"]


def test_an_exception_of_one_class_leaves_the_others() -> None:
    held = rules(
        MaskingRule(id="masking"),
        exceptions=[
            GrantedException(
                id="x",
                rules=("masking",),
                classes=("us_ssn",),
                scope=IN_CRM,
                reason="…",
                granted_by="…",
                expires=date(2027, 1, 1),
            )
        ],
    )
    assert ids(held, granted("x"), data_class="us_ssn") == []
    assert ids(held, granted("x"), data_class="card_number") == ["masking"]


SEATS = st.builds(
    Scope,
    teams=st.sampled_from([(), ("cards",), ("billing",)]),
    call=st.sampled_from([None, "on", "off"]),
    networks=st.sampled_from([(), ("10.0.0.0/8",)]),
)
PLACES = st.sampled_from([CRM, NOTES, Place()])
MASKING = st.builds(
    MaskingRule,
    id=st.uuids().map(str),
    classes=st.lists(st.sampled_from(USUAL_CLASSES), min_size=1, max_size=2, unique=True).map(tuple),
    scope=st.builds(
        PlaceScope,
        teams=st.sampled_from([(), ("cards",), ("billing",)]),
        call=st.sampled_from([None, "on", "off"]),
        applications=st.sampled_from([(), IN_CRM.applications]),
    ),
)
IDLE = st.builds(IdleRule, id=st.uuids().map(str), after_seconds=st.integers(2, 900), scope=SEATS)
SITUATIONS = st.builds(
    Situation,
    team=st.sampled_from([None, "cards", "billing"]),
    on_call=st.booleans(),
    addresses=st.sampled_from([None, (), ("10.1.1.1",)]),
)


def masked(policy_rules: tuple[MaskingRule, ...], session: Session, screen: tuple[Mark, ...]) -> set[Mark]:
    guards = build_guards(Policy(name="x", format=1, rule=policy_rules))
    rulings = [guard.judge(session, ScreenRead(at=START, marks=screen)) for guard in guards]
    actions = (action for ruling in rulings if ruling for action in ruling.actions)
    return {mark for action in actions if isinstance(action, ShowMasks) for mark in action.marks}


@given(
    given_rules=st.lists(MASKING, min_size=1, max_size=4).map(tuple),
    more=MASKING,
    situation=SITUATIONS,
    data_class=st.sampled_from(USUAL_CLASSES),
    place=PLACES,
)
def test_one_masking_rule_more_uncovers_nothing(
    given_rules: tuple[MaskingRule, ...], more: MaskingRule, situation: Situation, data_class: str, place: Place
) -> None:
    session = replace(seat(), situation=situation)
    screen = (Mark(application="a", data_class=data_class, hidden=(Rect(0, 0, 9, 9),), place=place),)
    assert masked(given_rules, session, screen) <= masked((*given_rules, more), session, screen)


@given(given_rules=st.lists(IDLE, min_size=1, max_size=4).map(tuple), more=IDLE, situation=SITUATIONS)
def test_one_idle_rule_more_waits_no_longer(
    given_rules: tuple[IdleRule, ...], more: IdleRule, situation: Situation
) -> None:
    session = replace(seat(), situation=situation)
    before = [rule.after_seconds for rule in rules(*given_rules).applying(session)]
    after = [rule.after_seconds for rule in rules(*given_rules, more).applying(session)]
    assert min(after, default=901) <= min(before, default=901)


def test_the_shortest_time_to_a_second_factor_wins_in_either_order() -> None:
    soon, late = ReauthRule(id="soon", after_seconds=60), ReauthRule(id="late", after_seconds=900)
    assert strictest_reauth((soon, late)) == strictest_reauth((late, soon)) == soon


def test_what_a_clean_desk_forbids_adds_up() -> None:
    one = DeskRule(id="one", forbidden_names=("a",), removable_media="allow", folders=("Desktop",), checklist=("A.",))
    other = DeskRule(id="other", forbidden_names=("b",), forbidden_paths=("/b",), folders=("Music",), checklist=("B.",))
    assert strictest_desk((one, other)) == DeskRule(
        id="one",
        forbidden_names=("a", "b"),
        forbidden_paths=("/b",),
        removable_media="refuse",
        folders=("Desktop", "Music"),
        checklist=("A.", "B."),
    )
