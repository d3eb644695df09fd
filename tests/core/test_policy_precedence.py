"""Of all rules that hold the strictest wins, and only a granted exception that is on the record loosens."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.core.seats import SCROT, START, rules, seat
from workstation.facts.actions import Action, ShowMasks, WatchFolders, WatchMedia, WatchPrograms
from workstation.facts.observations import (
    FileScanned,
    MediaMounted,
    Observation,
    ProgramSeen,
    ScreenRead,
    SeatStarted,
)
from workstation.facts.place import Mark, Place, Rect
from workstation.facts.session import Session
from workstation.facts.situation import Situation
from workstation.guards.desk import DeskGuard
from workstation.guards.roster import build_guards
from workstation.keeper.reauthtime import ReauthTime
from workstation.policy.checklist import checklist_of
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
from workstation.policy.scope import Application, Hours, PlaceScope, Scope

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


REAUTH = st.builds(
    ReauthRule,
    id=st.uuids().map(str),
    after_seconds=st.integers(5, 900),
    scope=st.builds(
        Scope,
        teams=st.sampled_from([(), ("cards",), ("billing",)]),
        call=st.sampled_from([None, "on", "off"]),
        hours=st.sampled_from([(), (Hours(start="08:00", end="12:00"),), (Hours(start="12:00", end="08:00"),)]),
    ),
)
FOLDERS = st.sampled_from(["Desktop", "Downloads", "Music"])
DESK = st.builds(
    DeskRule,
    id=st.uuids().map(str),
    forbidden_names=st.lists(st.sampled_from(["scrot", "obs"]), max_size=2).map(tuple),
    folders=st.lists(FOLDERS, max_size=2).map(tuple),
    removable_media=st.sampled_from(["refuse", "allow"]),
    checklist=st.lists(st.sampled_from(["A.", "B."]), max_size=2).map(tuple),
    scope=SEATS,
)


@given(
    given_rules=st.lists(REAUTH, min_size=1, max_size=4).map(tuple),
    more=REAUTH,
    team=st.sampled_from(["", "cards", "billing"]),
    on_call=st.booleans(),
)
def test_one_reauth_rule_more_asks_no_later_for_a_second_factor(
    given_rules: tuple[ReauthRule, ...], more: ReauthRule, team: str, *, on_call: bool
) -> None:
    never = timedelta.max
    before, after = (
        ReauthTime(Policy(name="x", format=1, rule=each), team)(START, on_call, frozenset()) or never
        for each in (given_rules, (*given_rules, more))
    )
    assert after <= before


DESK_FACTS = st.one_of(
    FOLDERS.map(lambda folder: FileScanned(at=START, folder=folder, data_classes={"us_ssn": 1})),
    st.just(MediaMounted(at=START, mount_point="/media/x")),
    st.just(ProgramSeen(at=START, program=SCROT)),
    st.just(SeatStarted(at=START)),
)


def wanted(actions: Sequence[Action]) -> set[str]:
    """Return what the sensors are to look for."""
    found: set[str] = set()
    for action in actions:
        match action:
            case WatchPrograms(names=names):
                found.update(names)
            case WatchFolders(folders=folders):
                found.update(folders)
            case WatchMedia():
                found.add("media")
            case _:
                found.add(type(action).__name__)
    return found


@given(given_rules=st.lists(DESK, min_size=1, max_size=4).map(tuple), more=DESK, situation=SITUATIONS, fact=DESK_FACTS)
def test_one_desk_rule_more_lets_nothing_lie(
    given_rules: tuple[DeskRule, ...], more: DeskRule, situation: Situation, fact: Observation
) -> None:
    session = replace(seat(), situation=situation)
    before, after = (DeskGuard(rules(*each)).judge(session, fact) for each in (given_rules, (*given_rules, more)))
    assert wanted(before.actions if before else ()) <= wanted(after.actions if after else ())
    team = situation.team or ""
    asked = [checklist_of(Policy(name="x", format=1, rule=each), team) for each in (given_rules, (*given_rules, more))]
    assert set(asked[0]) <= set(asked[1])


def test_the_keeper_asks_by_team_time_and_call_and_by_what_it_cannot_know() -> None:
    policy = Policy(
        name="x",
        format=1,
        rule=(
            ReauthRule(id="always", after_seconds=900),
            ReauthRule(id="on-a-call", after_seconds=600, scope=Scope(call="on")),
            ReauthRule(id="cards", after_seconds=60, scope=Scope(teams=("cards",))),
        ),
    )

    def seconds(team: str, *, on_call: bool) -> float | None:
        after = ReauthTime(policy, team)(START, on_call, frozenset())
        return after.total_seconds() if after else None

    assert seconds("billing", on_call=False) == 900
    assert seconds("billing", on_call=True) == 600
    assert seconds("cards", on_call=False) == 60
    assert seconds("", on_call=False) == 60
    assert ReauthTime(replace_rules(policy), "cards")(START, True, frozenset()) is None


def replace_rules(policy: Policy) -> Policy:
    return structs.replace(policy, rule=(IdleRule(id="i", after_seconds=60),))


def test_an_exception_puts_a_second_factor_off_once_it_is_on_the_record() -> None:
    granted = structs.replace(TRAINER, rules=("r",), scope=PlaceScope(teams=("cards",)))
    policy = Policy(name="x", format=1, rule=(ReauthRule(id="r", after_seconds=60),), exception=(granted,))
    ask = ReauthTime(policy, "cards")
    assert ask(START, True, frozenset()) == timedelta(seconds=60)
    assert ask(START, True, frozenset({granted.id})) is None
    assert ask(START + timedelta(days=1), True, frozenset({granted.id})) == timedelta(seconds=60)
    assert ReauthTime(policy, "")(START, True, frozenset({granted.id})) == timedelta(seconds=60)


def test_the_checklist_has_the_sentences_of_every_rule_but_those_of_other_teams() -> None:
    policy = Policy(
        name="x",
        format=1,
        rule=(
            DeskRule(id="a", checklist=("A.", "B.")),
            DeskRule(id="b", checklist=("B.", "C."), scope=Scope(teams=("cards",), call="off")),
            DeskRule(id="c", checklist=("D.",), scope=Scope(networks=("10.0.0.0/8",))),
        ),
    )
    assert checklist_of(policy, "cards") == ("A.", "B.", "C.", "D.")
    assert checklist_of(policy, "billing") == ("A.", "B.", "D.")
    assert checklist_of(policy, "") == ("A.", "B.", "C.", "D.")
