"""Masks come first; that data was shown is on the record."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import replace

import pytest

from tests.core.seats import actions, at, bodies, kinds, mark, notices, rules, seat, told
from workstation.facts.actions import ShowMasks
from workstation.facts.browsers import Browser, ExtensionState
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import ClockTicked, MasksRestored, Observation, ScreenRead
from workstation.facts.pagefacts import BrowsersSeen, PageClosed, PageOpened, PageShown
from workstation.facts.place import Mark, Page, Place, Program, Rect
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.masking import MaskingGuard
from workstation.policy.rules import MaskingRule

GUARD = MaskingGuard(rules(MaskingRule(id="masking", classes=("card_number", "us_ssn"))))


def shows(*marks: Mark, seconds: float = 1) -> ScreenRead:
    return ScreenRead(at=at(seconds), marks=marks)


def test_what_the_rule_names_is_masked_before_it_is_written_down() -> None:
    did = actions(GUARD, seat(), shows(mark("card_number"), mark("card_verification")))
    assert did[0] == ShowMasks(marks=(mark("card_number"),))
    assert kinds(did) == ["ShowMasks", "WriteEntry"]


def test_an_access_says_application_classes_and_counts() -> None:
    did = actions(GUARD, seat(), shows(mark("card_number"), mark("card_number", x=9), mark("us_ssn")))
    (body,) = bodies(did)
    assert (body.kind, body.severity, body.outcome) == (Kind.DATA_SHOWN, Severity.ACCESS, Outcome.MASKED)
    assert (body.rule, body.application, body.data_classes) == ("masking", "chromium", {"card_number": 2, "us_ssn": 1})


def test_every_application_has_an_entry_of_its_own() -> None:
    did = actions(GUARD, seat(), shows(mark("card_number"), mark("us_ssn", application="yad")))
    assert [(body.application, body.data_classes) for body in bodies(did)] == [
        ("chromium", {"card_number": 1}),
        ("yad", {"us_ssn": 1}),
    ]


def test_the_same_data_elsewhere_on_the_screen_is_masked_anew_but_not_written_again() -> None:
    did = actions(GUARD, seat(shows(mark("card_number"))), shows(mark("card_number", x=70)))
    assert did == (ShowMasks(marks=(mark("card_number", x=70),)),)


def test_one_value_more_in_one_application_is_written_for_that_one() -> None:
    before = seat(shows(mark("card_number"), mark("us_ssn", application="yad")))
    did = actions(
        GUARD, before, shows(mark("card_number"), mark("card_number", x=9), mark("us_ssn", application="yad"))
    )
    assert [(body.application, body.data_classes) for body in bodies(did)] == [("chromium", {"card_number": 2})]


def test_nothing_sensitive_left_uncovers_without_an_entry() -> None:
    assert actions(GUARD, seat(shows(mark("card_number"))), shows()) == (ShowMasks(marks=()),)


def test_on_a_covered_seat_data_is_masked_and_counts_once_the_agent_can_see_it() -> None:
    locked = seat(truth=Truth.LOCKED)
    assert kinds(actions(GUARD, locked, shows(mark("card_number")))) == ["ShowMasks"]
    (body,) = bodies(actions(GUARD, locked.after(shows(mark("card_number"))), told(Truth.ACTIVE, 2)))
    assert body.kind is Kind.DATA_SHOWN


def test_a_seat_that_opens_on_nothing_sensitive_has_nothing_to_write() -> None:
    assert actions(GUARD, seat(truth=Truth.LOCKED), told(Truth.ACTIVE)) == ()


def test_other_facts_are_not_its_business() -> None:
    assert GUARD.judge(seat(), ClockTicked(at=at(1))) is None
    assert GUARD.judge(seat(), told(Truth.LOCKED, 1)) is None


def test_track_data_are_masked_where_card_numbers_are() -> None:
    did = actions(GUARD, seat(), shows(mark("track_data")))
    assert did[0] == ShowMasks(marks=(mark("track_data"),))


def test_what_could_not_be_read_is_masked_by_any_rule_and_is_no_access() -> None:
    did = actions(GUARD, seat(), shows(mark("unreadable")))
    assert did == (ShowMasks(marks=(mark("unreadable"),)),)


def test_what_cannot_be_read_for_a_moment_writes_nothing_however_often_it_comes_and_goes() -> None:
    card, cover = mark("card_number"), mark("unreadable", x=9)
    session = seat(shows(card))
    for seconds in range(2, 8):
        look = shows(card, *((cover,) if seconds % 2 == 0 else ()), seconds=seconds)
        assert kinds(actions(GUARD, session, look)) == ["ShowMasks"]
        session = session.after(look)


def test_a_value_that_is_read_beside_what_cannot_be_is_written_alone() -> None:
    before = seat(shows(mark("unreadable")))
    (body,) = bodies(actions(GUARD, before, shows(mark("unreadable"), mark("card_number", x=9))))
    assert body.data_classes == {"card_number": 1}


def test_a_seat_that_opens_on_what_cannot_be_read_has_nothing_to_write() -> None:
    locked = seat(truth=Truth.LOCKED).after(shows(mark("unreadable")))
    assert bodies(actions(GUARD, locked, told(Truth.ACTIVE, 2))) == []


def test_a_page_that_tells_of_itself_is_masked_and_not_recorded_twice() -> None:
    there = Place(executable="/usr/bin/chromium", url="https://crm.example/")
    shown = Mark(application="Chromium", data_class="card_number", hidden=(Rect(0, 0, 9, 9),), place=there)
    page = PageOpened(at=at(0), key="1/a", page=Page(application="chromium", place=there))
    assert kinds(actions(GUARD, seat(), shows(shown))) == ["ShowMasks", "WriteEntry"]
    did = actions(GUARD, seat(page), shows(shown))
    assert did == (ShowMasks(marks=(shown,)),)


def test_masks_that_were_put_back_are_a_failure_on_the_record() -> None:
    did = actions(GUARD, seat(), MasksRestored(at=at(1)))
    (body,) = bodies(did)
    assert (body.kind, body.severity, body.outcome) == (Kind.MASKS_RESTORED, Severity.FAILURE, Outcome.DETECTED)
    assert notices(did) == ["masks_restored"]


CRM = Place(executable="/usr/lib/chromium/chromium", url="https://crm.example/")
CHROMIUM = Program(name="chromium", path="/usr/lib/chromium/chromium", pid=7)
ON_THE_WAY, TOLD = Rect(0, 0, 50, 900), Rect(0, 300, 50, 20)


def moving(data_class: str = "card_number", place: Place = CRM, told: tuple[Rect, ...] | None = (TOLD,)) -> Mark:
    return Mark(application="chromium", data_class=data_class, hidden=(ON_THE_WAY,), place=place, told=told)


def covered(vouched: int = 7, extension: ExtensionState = "current", count: int = 1) -> tuple[Observation, ...]:
    return (
        BrowsersSeen(at=at(0), browsers=(Browser(program=CHROMIUM, extension=extension),)),
        PageOpened(at=at(0), key="1/a", page=Page(application="chromium", place=CRM, vouched=vouched)),
        PageShown(at=at(0), key="1/a", data_classes={"card_number": count, "us_ssn": 1}),
    )


def masked(session: Session, *marks: Mark) -> list[Rect]:
    (did, *_) = actions(GUARD, session, shows(*marks))
    assert isinstance(did, ShowMasks)
    return [rect for each in did.marks for rect in each.hidden]


def test_what_the_extension_covers_is_masked_where_it_was_told_while_it_moves() -> None:
    assert masked(seat(*covered()), moving()) == [TOLD]
    assert masked(seat(*covered()), moving(told=())) == []


NOT_COVERED: dict[str, tuple[Observation, ...]] = {
    "no extension": (),
    "a program that nobody vouches for": covered(vouched=0),
    "another process of the same browser": covered(vouched=8),
    "a browser that lost its extension": covered(extension="missing"),
    "fewer values than are read": covered(count=0),
}


@pytest.mark.parametrize("known", NOT_COVERED.values(), ids=NOT_COVERED.keys())
def test_all_else_is_masked_all_the_way_while_it_moves(known: tuple[Observation, ...]) -> None:
    assert masked(seat(*known), moving()) == [ON_THE_WAY]


def test_other_pages_and_other_programs_are_masked_all_the_way() -> None:
    elsewhere = replace(CRM, url="https://bank.example/")
    another = replace(CRM, executable="/usr/bin/firefox-esr")
    assert masked(seat(*covered()), moving(place=elsewhere), moving(place=another)) == [ON_THE_WAY] * 2
    assert masked(seat(*covered()), moving(), moving("us_ssn"), moving("us_ssn")) == [TOLD, ON_THE_WAY, ON_THE_WAY]


def test_a_class_that_no_extension_knows_is_masked_all_the_way() -> None:
    judge = MaskingGuard(rules(MaskingRule(id="own", classes=("member_number",))))
    page = PageShown(at=at(0), key="1/a", data_classes={"member_number": 9})
    (did,) = actions(judge, seat(*covered(), page, truth=Truth.LOCKED), shows(moving("member_number")))
    assert did == ShowMasks(marks=(moving("member_number"),))


def test_a_page_that_closes_is_masked_all_the_way_at_once() -> None:
    there = seat(*covered()).after(shows(moving()))
    (did,) = actions(GUARD, there, PageClosed(at=at(2), key="1/a"))
    assert did == ShowMasks(marks=(moving(),))
