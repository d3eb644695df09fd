"""The call recorder: paused exactly while somebody may be reading out what no recording may hold."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as changed

from tests.core.seats import actions, at, field, focused, kinds, mark, notices, rules, seat, told
from workstation.facts.actions import PauseRecorder, ResumeRecorder
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import (
    CallChanged,
    ClockTicked,
    EntryWritten,
    FieldFocused,
    Observation,
    PauseUnconfirmed,
    PolicyChanged,
    ReasonChosen,
    RevealAsked,
    RevealEnded,
    ScreenRead,
)
from workstation.facts.pagefacts import PageClosed, PageFocused, PageLeft, PageOpened
from workstation.facts.place import Page, Place
from workstation.facts.truth import Truth
from workstation.guards.recording import RecordingGuard
from workstation.guards.roster import build_guards
from workstation.policy.precedence import Rules
from workstation.policy.rules import CaptureRule, Policy, RecordingRule
from workstation.policy.scope import Application, PlaceScope

CARDS = RecordingRule(id="cards", classes=("card_number",))
PAUSED = PauseRecorder(rule="cards", application="chromium", data_class="card_number")
RESUMED = ResumeRecorder()


def guard(*given: RecordingRule) -> RecordingGuard:
    return RecordingGuard(rules(*(given or (CARDS,))))


def paged(key: str = "1/a") -> PageOpened:
    return PageOpened(at=at(0), key=key, page=Page(application="chromium", place=Place(url="https://crm.example/")))


def said(judge: RecordingGuard, *observations: Observation, truth: Truth = Truth.ACTIVE) -> list[object]:
    """Return everything that the guard said while `observations` happened."""
    session, every = seat(truth=truth), list[object]()
    for observation in observations:
        every += actions(judge, session, observation)
        session = session.after(observation)
    return every


def ticked(seconds: float) -> ClockTicked:
    return ClockTicked(at=at(seconds))


def test_a_sensitive_field_pauses_at_once_and_resumes_five_seconds_after() -> None:
    judge = guard()
    assert said(judge, focused("card_number", 1)) == [PAUSED]
    left = (focused("card_number", 1), ticked(60), focused(None, 61), ticked(65.9))
    assert said(judge, *left) == [PAUSED]
    assert said(judge, *left, ticked(66)) == [PAUSED, RESUMED]


def test_other_fields_and_other_classes_do_not_pause() -> None:
    assert said(guard(), focused(None, 1), focused("us_ssn", 2), ticked(3)) == []
    assert said(guard(), focused("track_data", 1)) == [
        PauseRecorder(rule="cards", application="chromium", data_class="track_data")
    ]


def test_the_longest_of_all_rules_that_hold_decides() -> None:
    longer = RecordingRule(id="longer", classes=("card_number", "iban"), lasting_seconds=20)
    after = (focused("card_number", 1), focused(None, 2), ticked(10))
    assert said(guard(CARDS, longer), *after) == [PAUSED]
    assert said(guard(CARDS, longer), *after, ticked(22)) == [PAUSED, RESUMED]


def test_a_rule_pauses_only_where_it_holds_and_where_nobody_can_tell() -> None:
    judge = guard(changed(CARDS, scope=PlaceScope(applications=(Application(executable="/usr/bin/pay"),))))
    elsewhere = FieldFocused(at=at(1), field=replace(field("card_number"), place=Place(executable="/usr/bin/notes")))
    assert said(judge, elsewhere) == []
    assert said(judge, focused("card_number", 1)) == [PAUSED]


def test_off_a_call_nothing_is_paused_and_a_call_that_begins_over_such_a_field_is_at_once() -> None:
    off, on = CallChanged(at=at(1), on_call=False), CallChanged(at=at(3), on_call=True)
    assert said(guard(), off, focused("card_number", 2)) == []
    assert said(guard(), off, focused("card_number", 2), on) == [PAUSED]


def test_a_call_that_ends_resumes() -> None:
    assert said(guard(), focused("card_number", 1), CallChanged(at=at(2), on_call=False)) == [PAUSED, RESUMED]


def test_a_page_pauses_while_one_of_its_fields_has_the_focus() -> None:
    entered = (paged(), PageFocused(at=at(1), key="1/a", data_classes=("card_number",)))
    assert said(guard(), *entered, ticked(90)) == [PAUSED]
    for leaving in (
        PageLeft(at=at(2), key="1/a"),
        PageClosed(at=at(2), key="1/a"),
        PageFocused(at=at(2), key="1/a", data_classes=("email",)),
    ):
        assert said(guard(), *entered, leaving, ticked(6.9)) == [PAUSED]
        assert said(guard(), *entered, leaving, ticked(7)) == [PAUSED, RESUMED]
    assert said(guard(), PageFocused(at=at(1), key="9/z", data_classes=("card_number",))) == []


def test_a_page_pauses_for_every_class_of_its_field() -> None:
    codes = guard(RecordingRule(id="cards", classes=("card_verification",)))
    code = PageFocused(at=at(1), key="1/a", data_classes=("password", "card_verification"))
    paused = PauseRecorder(rule="cards", application="chromium", data_class="card_verification")
    assert said(codes, paged(), code, ticked(90)) == [paused]
    assert said(codes, paged(), code, PageFocused(at=at(2), key="1/a", data_classes=("password",)), ticked(7)) == [
        paused,
        RESUMED,
    ]


def test_a_reveal_pauses_while_the_mask_is_lifted() -> None:
    card = mark("card_number")
    opened = Body(
        kind=Kind.REVEAL_OPENED,
        severity=Severity.CUSTODY,
        outcome=Outcome.DONE,
        details={"number": 1, "seconds": 30},
    )
    asked = (
        ScreenRead(at=at(0), marks=(card,)),
        RevealAsked(at=at(1), mark=card),
        ReasonChosen(at=at(2), number=1, reason="The customer asks."),
    )
    lifted = (*asked, EntryWritten(at=at(2.5), body=opened))
    assert said(guard(), *asked) == []
    assert said(guard(), *lifted) == [PAUSED]
    assert said(guard(), *lifted, RevealEnded(at=at(9), number=1), ticked(14)) == [PAUSED, RESUMED]


def test_a_closed_seat_stays_paused_and_says_so_when_it_opens() -> None:
    closed = (focused("card_number", 1), told(Truth.LOCKED, 2), focused(None, 3), ticked(500))
    assert said(guard(), *closed) == [PAUSED]
    assert said(guard(), *closed, told(Truth.ACTIVE, 501)) == [PAUSED, PAUSED]
    assert said(guard(), *closed, told(Truth.ACTIVE, 501), ticked(506)) == [PAUSED, PAUSED, RESUMED]


def test_a_seat_that_opens_and_another_policy_say_how_things_are() -> None:
    assert said(guard(), told(Truth.ACTIVE, 1), truth=Truth.LOCKED) == [RESUMED]
    assert said(guard(), focused("card_number", 1), PolicyChanged(at=at(2), policy="x")) == [PAUSED, PAUSED]


def test_a_closed_seat_that_was_started_anew_lets_go_of_nothing_until_it_opens() -> None:
    changed_policy = PolicyChanged(at=at(2), policy="x")
    assert said(guard(), changed_policy, truth=Truth.LOCKED) == []
    assert said(guard(), changed_policy, truth=Truth.SIGNED_OUT) == []
    assert said(guard(), changed_policy, told(Truth.ACTIVE, 3), truth=Truth.LOCKED) == [RESUMED]
    assert said(guard(), changed_policy) == [RESUMED]
    over_a_field = (focused("card_number", 1), changed_policy)
    assert said(guard(), *over_a_field, truth=Truth.LOCKED) == [PAUSED, PAUSED]


def test_what_is_over_before_the_seat_closes_is_let_go_once_it_opens() -> None:
    left = (focused("card_number", 1), focused(None, 2), told(Truth.LOCKED, 3))
    assert said(guard(), *left, ticked(30)) == [PAUSED]
    assert said(guard(), *left, ticked(30), told(Truth.ACTIVE, 31)) == [PAUSED, RESUMED]


def test_a_policy_without_such_a_rule_lets_go_and_says_nothing_else() -> None:
    judge = RecordingGuard(Rules(Policy(name="x", format=1, rule=(CaptureRule(id="c"),)), RecordingRule))
    assert said(judge, focused("card_number", 1), PauseUnconfirmed(at=at(2)), ticked(3)) == []
    assert said(judge, PolicyChanged(at=at(2), policy="x")) == [RESUMED]


def test_the_agent_is_told_of_a_recorder_that_was_not_paused() -> None:
    other = changed(CARDS, id="first", classes=("iban",))
    (notice,) = actions(guard(other, CARDS), seat(focused("card_number", 1)), PauseUnconfirmed(at=at(3)))
    assert notices([notice]) == ["recorder_not_paused"]
    assert getattr(notice, "rule", "") == "cards"
    assert notices(actions(guard(), seat(), PauseUnconfirmed(at=at(3)))) == ["recorder_not_paused"]


def test_every_policy_has_somebody_who_lets_go_of_the_recorder() -> None:
    for policy in (Policy(name="x", format=1, rule=(CARDS,)), Policy(name="x", format=1, rule=(CaptureRule(id="c"),))):
        every = [
            action
            for each in build_guards(policy)
            for action in actions(each, seat(truth=Truth.LOCKED), told(Truth.ACTIVE, 1))
        ]
        assert kinds(every).count("ResumeRecorder") == 1


HAPPENINGS = st.lists(
    st.tuples(
        st.integers(0, 8),
        st.sampled_from(["card", "ssn", "nothing", "page", "left", "closed", "on", "off", "tick", "lock", "open"]),
    ),
    max_size=40,
)


@given(happenings=HAPPENINGS)
def test_the_recorder_is_paused_exactly_while_it_should_be(happenings: list[tuple[int, str]]) -> None:
    """A model that knows nothing of sessions: what has the focus, whether that can be told, and when it was over.

    The end of a call lets go of the recorder by the keeper, whatever the seat says.
    """
    judge, session, is_paused = guard(), seat(paged()), False
    focus, page, on_call, is_open, is_held, over, now = "", "", True, True, False, -99, 1
    for later, happening in happenings:
        now += later
        was_paused = is_paused = is_paused and happening != "off"
        for observation in (*_facts(happening, now), ticked(now)):
            for action in actions(judge, session, observation):
                is_paused = isinstance(action, PauseRecorder)
            session = session.after(observation)
        focus = {"card": "card", "ssn": "ssn", "nothing": ""}.get(happening, focus)
        page = {"page": "card", "left": "", "closed": ""}.get(happening, page)
        on_call = {"on": True, "off": False}.get(happening, on_call)
        is_open = {"lock": False, "open": True}.get(happening, is_open)
        was_held, is_held = is_held, "card" in {focus, page} or (is_held and not is_open)
        over = now if was_held and not is_held else over
        is_kept = was_paused and not is_open
        assert is_paused is (on_call and (is_held or is_kept or now - over < 5))


def _facts(happening: str, now: float) -> Sequence[Observation]:
    when = at(now)
    facts: dict[str, Sequence[Observation]] = {
        "card": (focused("card_number", now),),
        "ssn": (focused("us_ssn", now),),
        "nothing": (focused(None, now),),
        "page": (PageFocused(at=when, key="1/a", data_classes=("card_number",)),),
        "left": (PageLeft(at=when, key="1/a"),),
        "closed": (PageClosed(at=when, key="1/a"), paged()),
        "on": (CallChanged(at=when, on_call=True),),
        "off": (CallChanged(at=when, on_call=False),),
        "lock": (told(Truth.LOCKED, now),),
        "open": (told(Truth.ACTIVE, now),),
    }
    return facts.get(happening, ())
