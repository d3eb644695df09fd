"""A click that a page's extension took: the same reveal, of that document alone, and only of what it covers."""

# SPDX-License-Identifier: Apache-2.0

import pytest

from tests.core.seats import SCROT, actions, at, bodies, notices, rules, seat, told
from workstation.facts.actions import AskReason, CoverPage, LiftPage
from workstation.facts.body import Body
from workstation.facts.kinds import Kind
from workstation.facts.observations import (
    EntryWritten,
    FieldFocused,
    Observation,
    PixelsRead,
    ReasonChosen,
    ScreenRead,
)
from workstation.facts.pagefacts import PageAsked, PageClosed, PageLiftEnded, PageOpened, PageShown
from workstation.facts.place import Page, Place
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.pages import PagesGuard
from workstation.guards.revealing import RevealGuard
from workstation.policy.precedence import Rules
from workstation.policy.revealing import Reveals
from workstation.policy.rules import MaskingRule, Policy, Reveal
from workstation.policy.scope import Application, PlaceScope

WHY = "The customer cannot read it out."
CRM = PlaceScope(applications=(Application(url="https://crm.example/*"),))
REVEAL = Reveal(id="calls", classes=("us_ssn",), scope=CRM, seconds=30, times_an_hour=2, reasons=(WHY,))
MASKING = MaskingRule(id="masking", classes=("us_ssn", "card_number"))
POLICY = Policy(name="x", format=1, rule=(MASKING,), reveal=(REVEAL,), reveal_modifier="alt")
SHOWN = PageShown(at=at(0), key="1/a", data_classes={"us_ssn": 2, "card_number": 1})


def opened(url: str = "https://crm.example/7", key: str = "1/a") -> PageOpened:
    return PageOpened(at=at(0), key=key, page=Page(application="chromium", place=Place(url=url)))


def asks(data_class: str = "us_ssn", value: int = 1, seconds: float = 1, key: str = "1/a") -> PageAsked:
    return PageAsked(at=at(seconds), key=key, data_class=data_class, value=value)


def guard() -> RevealGuard:
    return RevealGuard(rules(MASKING), Reveals(POLICY.reveal, {}), POLICY.reveal_modifier)


def lifted() -> Session:
    """Return a seat whose page shows one value, on the record."""
    session = seat(opened(), SHOWN, asks(), ReasonChosen(at=at(2), number=1, reason=WHY))
    return session.after(EntryWritten(at=at(2), body=record()))


def record() -> Body:
    chosen = ReasonChosen(at=at(2), number=1, reason=WHY)
    (body,) = bodies(actions(guard(), seat(opened(), SHOWN, asks()), chosen))
    return body


def test_a_page_is_told_what_may_be_asked_for_and_by_which_click() -> None:
    judge = PagesGuard(Rules(POLICY, MaskingRule), POLICY)
    (there,) = actions(judge, seat(), opened())
    (elsewhere,) = actions(judge, seat(), opened("https://mail.example/"))
    (locked,) = actions(judge, seat(truth=Truth.LOCKED), opened())
    covers = [each for each in (there, elsewhere, locked) if isinstance(each, CoverPage)]
    assert [each.offered for each in covers] == [("us_ssn",), (), ()]
    assert [each.modifier for each in covers] == ["alt"] * 3
    assert {each.classes for each in covers} == {("card_number", "us_ssn")}


def test_a_seat_that_opens_or_locks_tells_its_pages_so() -> None:
    judge = PagesGuard(Rules(POLICY, MaskingRule), POLICY)
    (cover,) = actions(judge, seat(opened()), told(Truth.LOCKED, 5))
    assert isinstance(cover, CoverPage)
    assert (cover.classes, cover.offered) == (("card_number", "us_ssn"), ())


def test_the_document_that_asked_is_lifted_once_that_is_on_the_record_and_no_other() -> None:
    judge, other = guard(), opened(key="2/b")
    (question,) = actions(judge, seat(opened(), other, SHOWN), asks())
    assert isinstance(question, AskReason)
    assert (question.data_class, question.reasons, question.places) == ("us_ssn", (WHY,), ())
    chosen = seat(opened(), other, SHOWN, asks(), ReasonChosen(at=at(2), number=1, reason=WHY))
    did = actions(judge, chosen, EntryWritten(at=at(2), body=record()))
    assert did == (LiftPage(key="1/a", data_class="us_ssn", value=1, seconds=30),)


@pytest.mark.parametrize(
    "wish", [asks("card_number"), asks("iban"), asks(key="9/z")], ids=["no reveal", "not shown", "unknown page"]
)
def test_what_no_reveal_allows_or_no_page_shows_is_not_asked_for(wish: PageAsked) -> None:
    assert actions(guard(), seat(opened(), SHOWN), wish) == ()


def test_nothing_is_lifted_while_something_watches_the_screen() -> None:
    filmed = PixelsRead(at=at(0), program=SCROT)
    did = actions(guard(), seat(opened(), SHOWN, filmed), asks())
    assert notices(did) == ["reveal_watched"]


ENDS: dict[str, Observation] = {
    "asked again": asks(seconds=5),
    "closed": PageClosed(at=at(5), key="1/a"),
    "another address": opened("https://crm.example/8"),
    "covered by the page": PageLiftEnded(at=at(5), key="1/a"),
    "a look at the screen": PixelsRead(at=at(5), program=SCROT),
}


@pytest.mark.parametrize("ends", ENDS.values(), ids=ENDS.keys())
def test_what_ends_it_puts_the_value_back_and_is_written_down(ends: Observation) -> None:
    did = actions(guard(), lifted(), ends)
    assert LiftPage(key="1/a", data_class="us_ssn", value=1, seconds=0) in did
    assert Kind.REVEAL_CLOSED in [body.kind for body in bodies(did)]


GOES_ON: dict[str, Observation] = {
    "the screen is read": ScreenRead(at=at(5), marks=()),
    "another page closes": PageClosed(at=at(5), key="2/b"),
    "no field has the focus": FieldFocused(at=at(5), field=None),
}


@pytest.mark.parametrize("happens", GOES_ON.values(), ids=GOES_ON.keys())
def test_what_is_no_look_at_it_leaves_it_open(happens: Observation) -> None:
    assert actions(guard(), lifted(), happens) == ()


def test_another_value_of_the_same_class_is_asked_for_anew() -> None:
    did = actions(guard(), lifted(), asks(value=2, seconds=5))
    assert [type(each).__name__ for each in did] == ["LiftPage", "WriteEntry", "AskReason"]
