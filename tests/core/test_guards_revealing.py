"""One mask is lifted: for a reason, once it is on the record, and only until somebody may look from elsewhere."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.core.seats import NOTES, SCROT, START, at, bodies, field, kinds, mark, notices, seat, told
from workstation.facts.actions import (
    Action,
    AskProof,
    AskReason,
    DropStepUp,
    LiftPage,
    OfferReveals,
    ShowMasks,
    StepUp,
    WatchReaders,
    WriteEntry,
)
from workstation.facts.body import Body
from workstation.facts.factor import Factor
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import (
    CallChanged,
    ChordSwallowed,
    ClockTicked,
    EntryWritten,
    FieldFocused,
    InputIdled,
    LockWanted,
    Observation,
    PixelsRead,
    PolicyChanged,
    ProgramSeen,
    ProofAsked,
    ProofInBrowser,
    ReasonChosen,
    ReasonTyped,
    RevealAsked,
    RevealEnded,
    ScreenRead,
    SeatStarted,
    SelectionOwned,
    SensorFailed,
    StoreSawSeat,
    SurroundingsChanged,
)
from workstation.facts.pagefacts import PageOpened
from workstation.facts.place import Mark, Page, Place
from workstation.facts.situation import StoreView
from workstation.facts.truth import Truth
from workstation.guards.roster import build_guards
from workstation.policy.rules import MaskingRule, Policy, Reveal
from workstation.policy.scope import Application, PlaceScope, Site

CRM = Place(url="https://crm.example.com/7")
NUMBER = replace(mark("us_ssn"), place=CRM, value="a")
CARD = replace(mark("card_number", x=200), place=CRM)
ELSEWHERE = replace(mark("us_ssn", x=400), place=Place(url="https://mail.example.com/"))
SHOWN = ScreenRead(at=at(0), marks=(NUMBER, CARD, ELSEWHERE))
WHY = "The customer cannot read it out."
ONE = Reveal(
    id="call-backs",
    classes=("us_ssn",),
    scope=PlaceScope(call="on", applications=(Application(url="https://crm.example.com/*"),)),
    seconds=30,
    times_an_hour=3,
    reasons=("The number on file is wrong.", WHY),
)


def policy(*reveals: Reveal) -> Policy:
    return Policy(name="x", format=1, rule=(MaskingRule(id="masking"),), reveal=reveals)


class Seat:
    """A seat whose keeper writes down what it is told to, when a test says so."""

    def __init__(self, *reveals: Reveal) -> None:
        self.guards = build_guards(policy(*(reveals or (ONE,))))
        self.session = seat()
        self.masks: tuple[Mark, ...] = ()
        self.did: list[Action] = []
        self.happens(SHOWN)

    def happens(self, observation: Observation) -> list[Action]:
        did = [
            action
            for guard in self.guards
            if (ruling := guard.judge(self.session, observation))
            for action in ruling.actions
        ]
        self.session = self.session.after(observation)
        for action in did:
            if isinstance(action, ShowMasks):
                self.masks = action.marks
        self.did += did
        return did

    def chooses(self, reason: str = WHY, wanted: Mark = NUMBER, seconds: float = 1) -> Body:
        """Click `wanted`, choose a reason, and return what is to be written down before anything opens."""
        self.happens(RevealAsked(at=at(seconds), mark=wanted))
        (question,) = [action for action in self.did if isinstance(action, AskReason)][-1:]
        (body,) = bodies(self.happens(ReasonChosen(at=at(seconds), number=question.number, reason=reason)))
        return body

    def sees(self, seconds: float = 1) -> Body:
        """Go all the way to a lifted mask."""
        body = self.chooses(seconds=seconds)
        self.happens(EntryWritten(at=at(seconds), body=body))
        assert NUMBER not in self.masks
        return body

    def clicks(self, wanted: Mark, seconds: float = 1) -> list[Action]:
        return self.happens(RevealAsked(at=at(seconds), mark=wanted))


def covered(found: Seat) -> bool:
    return found.masks == SHOWN.marks


@pytest.mark.parametrize("minutes", [None, 5])
def test_the_number_of_a_reason_is_that_in_the_reveal_that_the_entry_names(minutes: int | None) -> None:
    other = replace_rule(id="second", reasons=("Another.", "And another.", WHY), step_up_minutes=minutes)
    found = Seat(ONE, other)
    found.clicks(NUMBER)
    did = found.happens(ReasonChosen(at=at(1), number=1, reason=WHY))
    (body,) = [action.body for action in did if isinstance(action, WriteEntry | StepUp)]
    assert (body.rule, body.details["reason"]) == (("second", 3) if minutes else ("call-backs", 2))


def test_only_what_a_reveal_is_about_is_offered_and_readers_are_watched() -> None:
    found = Seat()
    did = found.happens(PolicyChanged(at=at(0), policy="0123456789ab"))
    assert OfferReveals(marks=(NUMBER,), modifier="ctrl") in did
    assert WatchReaders() in did
    assert OfferReveals(marks=(), modifier="ctrl") in found.happens(told(Truth.LOCKED, 1))


def test_a_click_asks_for_the_reason_and_uncovers_nothing() -> None:
    found = Seat()
    (question,) = found.clicks(NUMBER)
    assert isinstance(question, AskReason)
    assert (question.data_class, question.reasons, question.seconds) == ("us_ssn", ONE.reasons, 30)
    assert question.places == NUMBER.hidden
    assert covered(found)


@pytest.mark.parametrize("wanted", [CARD, ELSEWHERE, replace(NUMBER, value="b")])
def test_what_no_reveal_is_about_or_is_not_there_stays_covered(wanted: Mark) -> None:
    found = Seat()
    assert not found.clicks(wanted)
    assert not bodies(found.happens(ReasonChosen(at=at(1), number=1, reason=WHY)))


def test_without_a_reveal_rule_and_on_a_closed_seat_nothing_is_revealed() -> None:
    found = Seat()
    found.guards = build_guards(policy())
    assert not found.clicks(NUMBER)
    closed = Seat()
    closed.happens(told(Truth.LOCKED, 1))
    assert not closed.clicks(NUMBER)


def replace_rule(**changes: object) -> Reveal:
    said = {name: getattr(ONE, name) for name in ONE.__struct_fields__} | {"id": "other"} | changes
    return Reveal(**said)


def test_a_reason_of_ones_own_opens_where_the_rule_takes_it_and_stands_in_the_entry() -> None:
    found = Seat(replace_rule(typed_reason=True))
    (question,) = found.clicks(NUMBER)
    assert isinstance(question, AskReason)
    assert question.may_type
    (body,) = bodies(found.happens(ReasonTyped(at=at(1), number=1, reason="He compares a letter.")))
    assert body.details == {"number": 1, "seconds": 30, "typed_reason": "He compares a letter."}
    assert covered(found)
    found.happens(EntryWritten(at=at(2), body=body))
    assert NUMBER not in found.masks


UNSEEN = [
    f"a{sign}b"
    for sign in "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180f\u2800\u3164\ufe00\ufe0f\uffa0\U000e0100\U000e01ef"
]


@pytest.mark.parametrize("reason", ["", " ", "...", "a\nb", "a\u202eb", "a\u200bb", "long " * 30, *UNSEEN])
def test_what_the_record_cannot_show_whole_is_no_reason(reason: str) -> None:
    found = Seat(replace_rule(typed_reason=True))
    found.clicks(NUMBER)
    assert not bodies(found.happens(ReasonTyped(at=at(1), number=1, reason=reason)))


def test_one_rule_without_words_of_ones_own_among_several_takes_none() -> None:
    for rules in ((ONE,), (replace_rule(typed_reason=True), ONE)):
        found = Seat(*rules)
        (question,) = found.clicks(NUMBER)
        assert isinstance(question, AskReason)
        assert not question.may_type
        assert not bodies(found.happens(ReasonTyped(at=at(1), number=1, reason="He asks.")))


def test_rules_that_know_no_reason_together_may_still_take_one_that_is_written() -> None:
    rules = [replace_rule(id=name, reasons=(why,), typed_reason=True) for name, why in (("a", "A."), ("b", "B."))]
    (question,) = Seat(*rules).clicks(NUMBER)
    assert isinstance(question, AskReason)
    assert (question.reasons, question.may_type) == ((), True)


def test_the_mask_stays_until_its_record_is_durable_and_comes_back_after_its_time() -> None:
    found = Seat()
    body = found.chooses()
    assert (body.kind, body.severity, body.outcome) == (Kind.REVEAL_OPENED, Severity.CUSTODY, Outcome.DONE)
    assert (body.rule, body.application, body.data_classes) == ("call-backs", "chromium", {"us_ssn": 1})
    assert body.details == {"number": 1, "seconds": 30, "reason": 2}
    assert covered(found)
    found.happens(EntryWritten(at=at(2), body=body))
    assert found.masks == (CARD, ELSEWHERE)
    assert not found.happens(ClockTicked(at=at(31.9)))
    did = found.happens(ClockTicked(at=at(32)))
    assert covered(found)
    assert kinds(did)[0] == "ShowMasks"
    assert [(each.kind, each.details) for each in bodies(did)] == [(Kind.REVEAL_CLOSED, {"number": 1, "seconds": 30})]


def test_another_entry_and_one_of_an_earlier_click_open_nothing() -> None:
    found = Seat()
    first = found.chooses()
    found.happens(RevealEnded(at=at(1), number=1))
    second = found.chooses()
    assert first != second
    for other in (first, replace_body(second, kind=Kind.DATA_SHOWN), replace_body(second, details={})):
        found.happens(EntryWritten(at=at(2), body=other))
        assert covered(found)
    found.happens(EntryWritten(at=at(2), body=second))
    assert not covered(found)


def replace_body(body: Body, **changes: object) -> Body:
    said = {name: getattr(body, name) for name in body.__struct_fields__} | changes
    return Body(**said)


def test_a_record_that_comes_late_opens_nothing() -> None:
    found = Seat()
    body = found.chooses()
    found.happens(EntryWritten(at=at(7), body=body))
    assert covered(found)


CLOSING: list[Observation] = [
    told(Truth.LOCKED, 3),
    told(Truth.REAUTH_DUE, 3),
    LockWanted(at=at(3)),
    FieldFocused(at=at(3), field=field(None)),
    FieldFocused(at=at(1), field=field("us_ssn")),
    CallChanged(at=at(3), on_call=False),
    CallChanged(at=at(3), on_call=True),
    PixelsRead(at=at(3), program=SCROT),
    ProgramSeen(at=at(3), program=SCROT),
    ChordSwallowed(at=at(3), chord="Print", purpose="capture"),
    SelectionOwned(at=at(3), selection="PRIMARY", program=NOTES),
    SurroundingsChanged(at=at(3), addresses=(), utc_offset=at(0) - at(0)),
    PolicyChanged(at=at(3), policy="ba9876543210"),
    InputIdled(at=at(3), idle=at(2) - at(0)),
    SensorFailed(at=at(3), sensor="readers", reason=""),
    RevealEnded(at=at(3), number=1),
    RevealAsked(at=at(3), mark=NUMBER),
    ScreenRead(at=at(3), marks=(replace(NUMBER, value="b"), CARD, ELSEWHERE)),
    ClockTicked(at=at(-60)),
]
MOVED = replace(NUMBER, hidden=CARD.hidden)


@pytest.mark.parametrize(
    "closing", [*CLOSING, ScreenRead(at=at(3), marks=(MOVED, CARD, ELSEWHERE))], ids=lambda each: type(each).__name__
)
def test_whatever_may_show_it_elsewhere_covers_it_at_once_and_is_written_down(closing: Observation) -> None:
    found = Seat()
    found.sees()
    did = found.happens(closing)
    assert found.masks == tuple(each for each in found.session.marks if each.data_class in {"us_ssn", "card_number"})
    assert kinds(did).index("ShowMasks") < kinds(did).index("WriteEntry")
    assert Kind.REVEAL_CLOSED in [body.kind for body in bodies(did)]
    found.happens(ClockTicked(at=at(4)))
    assert len(found.masks) == 3


def test_what_may_be_seen_in_the_office_alone_is_covered_once_that_is_not_where_the_seat_surely_is() -> None:
    cebu = Site(name="cebu", networks=("192.168.1.0/24",), seen_from=("203.0.113.0/28",))
    in_office = structs.replace(ONE, scope=PlaceScope(sites=("cebu",)))
    rules = structs.replace(policy(in_office), site=(cebu,))
    for elsewhere in (StoreView(seen_from="198.51.100.9", own="192.168.1.7"), None):
        found = Seat()
        found.guards = build_guards(rules)
        found.happens(SurroundingsChanged(at=at(0), addresses=("192.168.1.7",), utc_offset=at(0) - at(0)))
        found.happens(StoreSawSeat(at=at(0), view=StoreView(seen_from="203.0.113.7", own="192.168.1.7")))
        found.sees()
        found.happens(StoreSawSeat(at=at(3), view=StoreView(seen_from="203.0.113.8", own="192.168.1.7")))
        assert not covered(found), "another address of the same office"
        found.happens(StoreSawSeat(at=at(4), view=elsewhere))
        assert covered(found)
        did = found.happens(ClockTicked(at=at(40)))
        assert Kind.REVEAL_CLOSED in [body.kind for body in bodies(did)]


PROVING = {"step_up_minutes": 10}
CODE: tuple[Factor, ...] = ("totp",)


def wants_proof(found: Seat, seconds: float = 1) -> StepUp:
    """Click and choose, where the rule wants a proof, and return what the keeper is to write down once it has that."""
    found.clicks(NUMBER, seconds)
    number = found.session.asked
    (wish,) = found.happens(ReasonChosen(at=at(seconds), number=number, reason=WHY))
    assert isinstance(wish, StepUp)
    return wish


def test_a_rule_that_wants_a_proof_leaves_the_entry_to_the_keeper_and_the_shortest_time_counts() -> None:
    for minutes, rules in (
        (10, (replace_rule(**PROVING),)),
        (10, (ONE, replace_rule(**PROVING))),
        (0, (replace_rule(step_up_minutes=0), replace_rule(id="third", **PROVING))),
    ):
        found = Seat(*rules)
        wish = wants_proof(found)
        assert (wish.number, wish.within) == (1, timedelta(minutes=minutes))
        assert (wish.body.kind, wish.body.details["reason"]) == (Kind.REVEAL_OPENED, 1 + ONE.reasons.index(WHY))
        assert Kind.REVEAL_OPENED not in [body.kind for body in bodies(found.did)]
        assert covered(found)


def test_who_proved_it_lately_sees_it_once_it_is_on_the_record() -> None:
    found = Seat(replace_rule(**PROVING))
    wish = wants_proof(found)
    found.happens(EntryWritten(at=at(2), body=wish.body))
    assert NUMBER not in found.masks


def test_who_did_not_is_asked_and_sees_it_once_the_keeper_has_it_on_the_record() -> None:
    found = Seat(replace_rule(**PROVING))
    wish = wants_proof(found)
    (question,) = found.happens(ProofAsked(at=at(2), number=1, factors=CODE))
    assert question == AskProof(number=1, data_class="us_ssn", factors=CODE, places=NUMBER.hidden)
    assert not found.happens(ClockTicked(at=at(100)))
    assert covered(found)
    found.happens(EntryWritten(at=at(101), body=wish.body))
    assert NUMBER not in found.masks
    found.happens(ClockTicked(at=at(131)))
    assert covered(found)


def test_a_proof_may_have_the_keyboard_until_the_record_and_gives_it_back_after() -> None:
    found = Seat(replace_rule(**PROVING))
    here = field("us_ssn")
    found.happens(FieldFocused(at=at(0), field=here))
    wish = wants_proof(found)
    found.happens(ProofAsked(at=at(2), number=1, factors=CODE))
    found.happens(FieldFocused(at=at(3), field=None))
    found.happens(EntryWritten(at=at(60), body=wish.body))
    assert covered(found)
    found.happens(FieldFocused(at=at(60.2), field=here))
    assert NUMBER not in found.masks


def in_a_browser(*, at_field: bool = False) -> tuple[Seat, StepUp]:
    """Return a seat whose agent went to a browser, which is above the mask, to prove who they are."""
    found = Seat(replace_rule(**PROVING))
    if at_field:
        found.happens(FieldFocused(at=at(0), field=field("us_ssn")))
    wish = wants_proof(found)
    found.happens(ProofAsked(at=at(2), number=1, factors=CODE))
    found.happens(ProofInBrowser(at=at(3), number=1))
    found.happens(FieldFocused(at=at(4), field=None))
    assert DropStepUp(number=1) not in found.happens(ScreenRead(at=at(4), marks=(CARD,)))
    return found, wish


def test_who_proves_it_in_a_browser_sees_it_once_they_are_back_at_the_mask() -> None:
    found, wish = in_a_browser()
    found.happens(EntryWritten(at=at(60), body=wish.body))
    found.happens(FieldFocused(at=at(61), field=None))
    assert not bodies(found.happens(ClockTicked(at=at(85))))
    found.happens(ScreenRead(at=at(89), marks=(NUMBER, CARD)))
    assert NUMBER not in found.masks
    found.happens(ClockTicked(at=at(118)))
    assert NUMBER not in found.masks
    found.happens(ClockTicked(at=at(119)))
    assert NUMBER in found.masks


def test_the_keyboard_comes_back_from_a_browser_to_where_it_was_whatever_it_passes_on_the_way() -> None:
    found, wish = in_a_browser(at_field=True)
    found.happens(EntryWritten(at=at(60), body=wish.body))
    found.happens(FieldFocused(at=at(61), field=field("card_number")))
    found.happens(ScreenRead(at=at(62), marks=(NUMBER, CARD)))
    assert NUMBER in found.masks
    found.happens(FieldFocused(at=at(63), field=field("us_ssn")))
    assert NUMBER not in found.masks
    found.happens(ScreenRead(at=at(64), marks=(NUMBER, CARD)))
    assert NUMBER not in found.masks
    did = found.happens(ScreenRead(at=at(65), marks=(CARD,)))
    assert Kind.REVEAL_CLOSED in [body.kind for body in bodies(did)]


def test_who_does_not_come_back_from_a_browser_sees_nothing() -> None:
    found, wish = in_a_browser()
    found.happens(EntryWritten(at=at(60), body=wish.body))
    did = found.happens(ClockTicked(at=at(90)))
    assert Kind.REVEAL_CLOSED in [body.kind for body in bodies(did)]
    found.happens(ScreenRead(at=at(91), marks=(NUMBER, CARD)))
    assert NUMBER in found.masks


@pytest.mark.parametrize("ending", [PixelsRead(at=at(5), program=SCROT), LockWanted(at=at(5))])
def test_a_browser_keeps_no_reveal_from_ending_by_what_ends_every_other(ending: Observation) -> None:
    found, wish = in_a_browser()
    assert DropStepUp(number=1) in found.happens(ending)
    found.happens(EntryWritten(at=at(6), body=wish.body))
    found.happens(ScreenRead(at=at(7), marks=(NUMBER, CARD)))
    assert NUMBER in found.masks


ENDING = [each for each in CLOSING if not isinstance(each, SelectionOwned | FieldFocused)]


@pytest.mark.parametrize("is_asked", [False, True])
@pytest.mark.parametrize("ending", ENDING, ids=lambda each: type(each).__name__)
def test_whatever_ends_a_reveal_before_it_was_lifted_is_told_to_the_keeper(ending: Observation, is_asked: bool) -> None:
    found = Seat(replace_rule(**PROVING))
    wish = wants_proof(found, 2)
    if is_asked:
        found.happens(ProofAsked(at=at(2), number=1, factors=CODE))
    did = found.happens(ending)
    assert DropStepUp(number=1) in did
    assert not [body for body in bodies(did) if body.kind is Kind.REVEAL_OPENED]
    found.happens(EntryWritten(at=at(3), body=wish.body))
    assert len(found.masks) == 3


def test_a_mark_that_moves_while_its_agent_is_asked_is_followed_and_lifted_where_it_is_now() -> None:
    found = Seat(replace_rule(**PROVING))
    found.clicks(NUMBER)
    found.happens(ScreenRead(at=at(2), marks=(MOVED, CARD, ELSEWHERE)))
    (wish,) = found.happens(ReasonChosen(at=at(3), number=1, reason=WHY))
    assert isinstance(wish, StepUp)
    found.happens(ProofAsked(at=at(3), number=1, factors=CODE))
    found.happens(SHOWN)
    found.happens(ScreenRead(at=at(4), marks=(MOVED, CARD, ELSEWHERE)))
    assert MOVED in found.masks
    found.happens(EntryWritten(at=at(5), body=wish.body))
    assert MOVED not in found.masks
    assert CARD in found.masks


@pytest.mark.parametrize("twice", [False, True])
def test_a_mark_that_is_gone_or_not_told_from_another_is_asked_about_no_more(twice: bool) -> None:
    found = Seat()
    found.clicks(NUMBER)
    there = (MOVED, replace(NUMBER, hidden=ELSEWHERE.hidden)) if twice else ()
    found.happens(ScreenRead(at=at(2), marks=there))
    assert found.happens(ReasonChosen(at=at(3), number=1, reason=WHY)) == []


def test_whoever_writes_a_reason_has_minutes_for_it() -> None:
    found = Seat(replace_rule(typed_reason=True))
    found.clicks(NUMBER)
    for seconds in (62, 290):
        found.happens(ClockTicked(at=at(seconds)))
    assert bodies(found.happens(ReasonTyped(at=at(291), number=1, reason="She asks for it to compare.")))


@pytest.mark.parametrize("seconds", [7, 200])
def test_an_answer_that_does_not_come_ends_it(seconds: float) -> None:
    found = Seat(replace_rule(**PROVING))
    wish = wants_proof(found)
    if seconds > 100:
        found.happens(ProofAsked(at=at(1), number=1, factors=CODE))
    assert DropStepUp(number=1) in found.happens(ClockTicked(at=at(seconds)))
    found.happens(EntryWritten(at=at(seconds), body=wish.body))
    assert covered(found)


def test_a_proof_for_a_reveal_that_is_over_is_asked_of_nobody() -> None:
    found = Seat(replace_rule(**PROVING))
    wants_proof(found)
    found.happens(RevealEnded(at=at(1), number=1))
    assert found.happens(ProofAsked(at=at(2), number=1, factors=CODE)) == [DropStepUp(number=1)]


def test_a_picture_taken_meanwhile_got_through_and_says_so() -> None:
    found = Seat()
    found.sees()
    did = found.happens(PixelsRead(at=at(3), program=SCROT))
    captured = next(body for body in bodies(did) if body.kind is Kind.REVEAL_CAPTURED)
    assert (captured.severity, captured.outcome) == (Severity.VIOLATION, Outcome.FAILED)
    assert (captured.rule, captured.application, captured.data_classes) == ("call-backs", "scrot", {"us_ssn": 1})
    assert "reveal_captured" in notices(did)
    again = found.happens(PixelsRead(at=at(9), program=SCROT))
    assert Kind.REVEAL_CAPTURED not in [body.kind for body in bodies(again)]


def test_a_picture_before_the_record_is_durable_shows_the_mask() -> None:
    found = Seat()
    body = found.chooses()
    did = found.happens(PixelsRead(at=at(1), program=SCROT))
    assert [each.kind for each in bodies(did)] == [Kind.REVEAL_CLOSED]
    assert bodies(did)[0].details["seconds"] == 0
    found.happens(EntryWritten(at=at(2), body=body))
    assert covered(found)


def test_the_page_of_a_lifted_mask_lifts_its_own_cover_and_no_other_page_does() -> None:
    found = Seat()
    browser = replace(CRM, executable="/usr/bin/chromium")
    wanted = replace(NUMBER, place=browser)
    found.happens(ScreenRead(at=at(0), marks=(wanted,)))
    for key, place in (("1/a", browser), ("1/b", ELSEWHERE.place), ("2/c", CRM)):
        found.happens(PageOpened(at=at(0), key=key, page=Page(application="chromium", place=place)))
    body = found.chooses(wanted=wanted)
    assert not [action for action in found.did if isinstance(action, LiftPage)]
    found.happens(EntryWritten(at=at(2), body=body))
    did = found.happens(ClockTicked(at=at(32)))
    assert [action for action in found.did if isinstance(action, LiftPage)] == [
        LiftPage(key="1/a", data_class="us_ssn", seconds=30),
        LiftPage(key="1/a", data_class="us_ssn", seconds=0),
    ]
    assert LiftPage(key="1/a", data_class="us_ssn", seconds=0) in did


def test_one_field_at_a_time() -> None:
    other = replace(NUMBER, hidden=CARD.hidden)
    found = Seat()
    found.happens(ScreenRead(at=at(0), marks=(NUMBER, other)))
    found.sees()
    did = found.clicks(other, 2)
    assert found.masks == (NUMBER, other)
    assert Kind.REVEAL_CLOSED in [body.kind for body in bodies(did)]


def test_focus_that_goes_to_the_question_and_comes_back_is_no_change() -> None:
    found = Seat()
    found.happens(FieldFocused(at=at(0), field=field("us_ssn")))
    found.clicks(NUMBER)
    found.happens(FieldFocused(at=at(1), field=None))
    found.happens(FieldFocused(at=at(2), field=field("us_ssn")))
    (body,) = bodies(found.happens(ReasonChosen(at=at(2), number=1, reason=WHY)))
    found.happens(EntryWritten(at=at(2), body=body))
    assert NUMBER not in found.masks


def test_a_program_that_tells_late_that_it_lost_the_focus_is_covered_until_it_has_it_again() -> None:
    found = Seat()
    here = field("us_ssn")
    found.happens(FieldFocused(at=at(0), field=here))
    found.sees()
    assert not bodies(found.happens(FieldFocused(at=at(1.1), field=None)))
    assert covered(found)
    found.happens(FieldFocused(at=at(1.2), field=here))
    assert NUMBER not in found.masks
    assert Kind.REVEAL_CLOSED in [body.kind for body in bodies(found.happens(ClockTicked(at=at(31))))]
    assert covered(found)


@pytest.mark.parametrize("seconds", [2.1, 40])
def test_a_focus_that_goes_later_or_comes_back_too_late_opens_nothing(seconds: float) -> None:
    found = Seat()
    here = field("us_ssn")
    found.happens(FieldFocused(at=at(0), field=here))
    found.sees()
    found.happens(FieldFocused(at=at(1.5 if seconds > 30 else seconds), field=None))
    assert covered(found)
    found.happens(FieldFocused(at=at(seconds), field=here))
    assert covered(found)


def test_a_record_that_comes_while_the_question_has_the_keyboard_opens_once_it_is_back() -> None:
    found = Seat()
    here = field("us_ssn")
    found.happens(FieldFocused(at=at(0), field=here))
    body = found.chooses()
    found.happens(FieldFocused(at=at(1), field=None))
    found.happens(EntryWritten(at=at(1), body=body))
    assert covered(found)
    found.happens(FieldFocused(at=at(1.1), field=here))
    assert NUMBER not in found.masks


def test_a_focus_elsewhere_when_the_record_comes_opens_nothing() -> None:
    found = Seat()
    body = found.chooses()
    found.happens(FieldFocused(at=at(1), field=field("us_ssn")))
    found.happens(EntryWritten(at=at(2), body=body))
    assert covered(found)


def test_only_a_reason_of_the_rule_counts_and_only_for_its_own_question() -> None:
    found = Seat()
    found.clicks(NUMBER)
    assert not bodies(found.happens(ReasonChosen(at=at(1), number=7, reason=WHY)))
    assert not bodies(found.happens(ReasonChosen(at=at(1), number=1, reason="Because.")))
    assert not bodies(found.happens(ReasonChosen(at=at(1), number=1, reason=WHY)))


def test_a_reason_chosen_twice_is_written_once() -> None:
    found = Seat()
    found.chooses()
    assert not bodies(found.happens(ReasonChosen(at=at(1), number=1, reason=WHY)))


def test_an_hour_allows_so_many_and_says_when_it_allows_no_more() -> None:
    found = Seat()
    for number in range(ONE.times_an_hour):
        found.sees(number * 60)
        found.happens(RevealEnded(at=at(number * 60 + 1), number=number + 1))
    assert notices(found.clicks(NUMBER, 200)) == ["reveal_spent"]
    found.happens(told(Truth.LOCKED, 201))
    found.happens(told(Truth.ACTIVE, 202))
    assert notices(found.clicks(NUMBER, 203)) == ["reveal_spent"]
    found.happens(ClockTicked(at=at(3601)))
    assert kinds(found.clicks(NUMBER, 3602)) == ["AskReason"]


def test_past_the_number_of_a_shift_the_supervisor_is_told_of_each() -> None:
    found = Seat(replace_rule(times_a_shift=1))
    assert found.sees().severity is Severity.CUSTODY
    found.happens(RevealEnded(at=at(2), number=1))
    (question,) = found.clicks(NUMBER, 3)
    assert isinstance(question, AskReason)
    assert question.is_told
    (body,) = bodies(found.happens(ReasonChosen(at=at(3), number=2, reason=WHY)))
    assert (body.severity, body.details["past_shift"]) == (Severity.VIOLATION, 1)
    found.happens(EntryWritten(at=at(3), body=body))
    assert NUMBER not in found.masks


def test_a_rule_may_refuse_past_the_number_of_a_shift_and_a_new_shift_begins_anew() -> None:
    found = Seat(replace_rule(times_a_shift=1, past_shift="refuse"))
    found.sees()
    found.happens(RevealEnded(at=at(2), number=1))
    assert notices(found.clicks(NUMBER, 3)) == ["reveal_spent"]
    found.happens(replace(told(Truth.LOCKED, 4), agent=""))
    found.happens(told(Truth.ACTIVE, 5))
    assert notices(found.clicks(NUMBER, 5)) == ["reveal_spent"]
    found.happens(told(Truth.SIGNED_OUT, 6))
    found.happens(told(Truth.ACTIVE, 7))
    assert kinds(found.clicks(NUMBER, 8)) == ["AskReason"]


ANYTHING: st.SearchStrategy[Observation] = st.one_of(
    st.sampled_from(CLOSING),
    st.sampled_from([NUMBER, CARD, replace(NUMBER, value="b")]).map(lambda each: RevealAsked(at=at(2), mark=each)),
    st.builds(ReasonChosen, at=st.just(at(2)), number=st.integers(1, 4), reason=st.sampled_from([WHY, "Because."])),
    st.integers(0, 80).map(lambda seconds: ClockTicked(at=at(seconds))),
    st.just(SHOWN),
    st.sampled_from([None, field("us_ssn")]).map(lambda each: FieldFocused(at=at(2), field=each)),
    st.just(told(Truth.ACTIVE, 2)),
    st.just(SeatStarted(at=START)),
)


@given(
    happened=st.lists(ANYTHING | st.sampled_from(["written", "written late"]), max_size=25),
    started=st.booleans(),
)
def test_whatever_happens_a_mask_is_lifted_only_by_its_own_record_and_for_its_time(
    happened: list[Observation | str], started: bool
) -> None:
    """What the keeper has on its disk, told by itself, allows at most one mask, and only right after."""
    found = Seat()
    waiting: list[Body] = []
    written: set[object] = set()
    if started:
        waiting.append(found.chooses())
    for each in happened:
        before = set(found.masks)
        if isinstance(each, str):
            if not waiting:
                continue
            opened = waiting.pop(0)
            written.add(opened.details["number"])
            found.happens(EntryWritten(at=at(2 if each == "written" else 50), body=opened))
            assert len(before - set(found.masks)) <= 1
        else:
            waiting += [body for body in bodies(found.happens(each)) if body.kind is Kind.REVEAL_OPENED]
            back = isinstance(each, FieldFocused) and bool(written)
            assert back or before & set(found.session.marks) <= set(found.masks)
        lifted = set(found.session.marks) - set(found.masks)
        assert len(lifted) <= 1
        if lifted:
            assert found.session.truth is Truth.ACTIVE
            assert lifted == {NUMBER}
            assert found.session.revealing is not None
            assert found.session.revealing.number in written
