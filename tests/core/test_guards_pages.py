"""Pages of browsers: told what to cover, and what they did is on the record."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import replace
from datetime import date

from msgspec.structs import replace as changed

from tests.core.seats import actions, at, bodies, kinds, notices, rules, seat, told
from workstation.facts.actions import CoverPage
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import CallChanged, ClockTicked, EntryWritten, FieldFocused, PolicyChanged
from workstation.facts.pagefacts import (
    Gesture,
    PageClosed,
    PageFocused,
    PageLeft,
    PageOpened,
    PageRefused,
    PageShown,
    PageUncovered,
)
from workstation.facts.place import Field, Page, Place, Rect
from workstation.facts.truth import Truth
from workstation.guards.copying import CopyingGuard
from workstation.guards.pages import PagesGuard
from workstation.policy.precedence import Rules
from workstation.policy.rules import CaptureRule, ClipboardRule, GrantedException, MaskingRule, Policy
from workstation.policy.scope import Application, FieldPattern, PlaceScope

CRM, BANK = "https://crm.example/customer", "https://bank.example/"
CARDS = MaskingRule(id="cards", classes=("card_number",))
AT_THE_BANK = MaskingRule(
    id="bank", classes=("iban",), scope=PlaceScope(applications=(Application(url="https://bank.example/*"),))
)
AT_THE_CRM = PlaceScope(applications=(Application(url="https://crm.example/*"),))
IN_FIELDS = MaskingRule(id="fields", classes=("email",), scope=PlaceScope(fields=(FieldPattern(label="*mail*"),)))


def guard(*given: MaskingRule, exceptions: tuple[GrantedException, ...] = ()) -> PagesGuard:
    policy = Policy(name="test", format=1, rule=given, exception=exceptions, phone_regions=("PH",))
    return PagesGuard(Rules(policy, MaskingRule), policy)


def opened(url: str = CRM, key: str = "1/a") -> PageOpened:
    return PageOpened(at=at(1), key=key, page=Page(application="chromium", place=Place(url=url)))


def shown(seconds: float = 2, key: str = "1/a", **classes: int) -> PageShown:
    return PageShown(at=at(seconds), key=key, data_classes=classes)


def refused(gesture: Gesture, seconds: float = 3) -> PageRefused:
    return PageRefused(at=at(seconds), key="1/a", gesture=gesture)


def test_a_page_covers_the_classes_of_the_rules_that_hold_at_its_address() -> None:
    judge = guard(CARDS, AT_THE_BANK)
    (elsewhere,) = actions(judge, seat(), opened(CRM))
    (there,) = actions(judge, seat(), opened(BANK))
    assert elsewhere == CoverPage(key="1/a", classes=("card_number",), regions=("PH",))
    assert isinstance(there, CoverPage)
    assert "iban" in there.classes


def test_a_rule_about_some_fields_counts_for_the_whole_page() -> None:
    (did,) = actions(guard(IN_FIELDS), seat(), opened())
    assert isinstance(did, CoverPage)
    assert did.classes == ("email",)


def test_what_is_shown_is_an_access_once_and_only_while_the_seat_is_open() -> None:
    judge = guard(CARDS)
    (body,) = bodies(actions(judge, seat(opened()), shown(card_number=2)))
    assert (body.kind, body.severity, body.outcome, body.rule) == (
        Kind.DATA_SHOWN,
        Severity.ACCESS,
        Outcome.MASKED,
        "cards",
    )
    assert (body.application, body.data_classes) == ("chromium", {"card_number": 2})
    assert not actions(judge, seat(opened(), shown(card_number=2)), shown(3, card_number=2))
    closed = seat(opened(), truth=Truth.LOCKED)
    assert not actions(judge, closed, shown(card_number=2))
    (later,) = bodies(actions(judge, closed.after(shown(card_number=2)), told(Truth.ACTIVE, 5)))
    assert later.data_classes == {"card_number": 2}
    assert not actions(judge, seat(opened(), PageClosed(at=at(2), key="1/a")), shown(card_number=2))


def test_another_policy_and_another_circumstance_are_told_to_every_page() -> None:
    another = PolicyChanged(at=at(9), policy="another")
    did = actions(guard(CARDS), seat(opened(), opened(BANK, "1/b")), another)
    assert kinds(did) == ["CoverPage", "CoverPage"]
    on_call = MaskingRule(id="call", classes=("email",), scope=PlaceScope(call="on"))
    judge = guard(CARDS, on_call)
    (freed,) = actions(judge, seat(opened()), CallChanged(at=at(2), on_call=False))
    assert isinstance(freed, CoverPage)
    assert "email" not in freed.classes
    assert not actions(judge, seat(opened()), ClockTicked(at=at(2)))


def test_an_exception_uncovers_only_once_it_is_on_the_record() -> None:
    granted = GrantedException(
        id="audit",
        rules=("cards",),
        reason="An audit of the bank.",
        expires=date(2027, 1, 1),
        granted_by="IT",
        scope=AT_THE_CRM,
    )
    judge = guard(CARDS, exceptions=(granted,))
    (covered,) = actions(judge, seat(), opened())
    assert isinstance(covered, CoverPage)
    assert "card_number" in covered.classes
    used = Body(kind=Kind.EXCEPTION_USED, severity=Severity.CUSTODY, outcome=Outcome.DONE, rule="audit")
    (freed,) = actions(judge, seat(opened()), EntryWritten(at=at(3), body=used))
    assert freed == CoverPage(key="1/a", classes=(), regions=("PH",))


def test_what_was_not_let_go_is_a_violation_of_which_a_held_key_is_one() -> None:
    judge = guard(CARDS)
    there = seat(opened(), shown(card_number=1))
    did = actions(judge, there, refused("copy"))
    (body,) = bodies(did)
    assert (body.kind, body.severity, body.outcome) == (Kind.COPY_BLOCKED, Severity.VIOLATION, Outcome.BLOCKED)
    assert (body.data_classes, body.details) == ({"card_number": 1}, {"gesture": "copy"})
    assert notices(did) == ["page_copy_blocked"]
    assert not actions(judge, there.after(refused("copy")), refused("copy", 3.5))
    (pasted,) = bodies(actions(judge, there, refused("paste")))
    assert pasted.kind is Kind.PASTE_BLOCKED


def test_a_page_that_uncovers_is_a_violation() -> None:
    judge = guard(CARDS)
    (uncovered,) = bodies(actions(judge, seat(opened()), PageUncovered(at=at(2), key="1/a")))
    assert (uncovered.kind, uncovered.outcome) == (Kind.PAGE_UNCOVERED, Outcome.BLOCKED)


def test_a_policy_without_masking_rules_covers_nothing() -> None:
    policy = Policy(name="test", format=1, rule=(CaptureRule(id="capture"),))
    judge = PagesGuard(Rules(policy, MaskingRule), policy)
    (did,) = actions(judge, seat(), opened())
    assert did == CoverPage(key="1/a", classes=(), regions=policy.phone_regions)
    assert not actions(judge, seat(opened()), shown(card_number=1))


def test_a_sensitive_field_in_a_page_is_an_access_of_a_class_that_rules_ask_for() -> None:
    judge, there = guard(CARDS), seat(opened())
    (body,) = bodies(actions(judge, there, PageFocused(at=at(3), key="1/a", data_classes=("card_number",))))
    assert (body.kind, body.data_classes, body.details) == (
        Kind.FIELD_FOCUSED,
        {"card_number": 1},
        {"covered_by": "extension"},
    )
    assert not actions(judge, there, PageFocused(at=at(3), key="1/a", data_classes=("email",)))
    assert not actions(judge, there, PageFocused(at=at(3), key="1/gone", data_classes=("card_number",)))


def test_a_field_of_several_classes_is_one_access_that_names_all_that_rules_ask_for() -> None:
    judge, there = guard(changed(CARDS, classes=("card_number", "card_verification"))), seat(opened())
    code = PageFocused(at=at(3), key="1/a", data_classes=("password", "card_verification"))
    written = PageFocused(at=at(4), key="1/a", data_classes=("password", "card_verification", "card_number"))
    (body,) = bodies(actions(judge, there, code))
    assert (body.rule, body.data_classes) == ("cards", {"card_verification": 1})
    (body,) = bodies(actions(judge, there.after(code), written))
    assert body.data_classes == {"card_verification": 1, "card_number": 1}
    assert not actions(judge, there.after(written), replace(code, at=at(5)))


def test_a_quick_return_to_a_field_is_the_same_access() -> None:
    entered = PageFocused(at=at(3), key="1/a", data_classes=("card_number",))
    left = seat(opened(), entered, PageLeft(at=at(4), key="1/a"))
    assert not actions(guard(CARDS), left, replace(entered, at=at(4.9)))
    assert bodies(actions(guard(CARDS), left, replace(entered, at=at(5))))
    assert not actions(guard(CARDS), seat(opened(), entered), replace(entered, at=at(90)))


def test_a_seat_that_opens_over_a_field_of_a_page_is_an_access_to_it() -> None:
    judge, there = guard(CARDS), seat(opened(), opened(BANK, "1/b"), truth=Truth.LOCKED)
    entered = PageFocused(at=at(3), key="1/a", data_classes=("password", "card_number"))
    assert not actions(judge, there, entered)
    (body,) = bodies(actions(judge, there.after(entered), told(Truth.ACTIVE, 5)))
    assert (body.kind, body.application, body.data_classes) == (Kind.FIELD_FOCUSED, "chromium", {"card_number": 1})
    left = there.after(entered).after(PageLeft(at=at(4), key="1/a"))
    assert not actions(judge, left, told(Truth.ACTIVE, 5))
    assert not actions(judge, there.after(replace(entered, data_classes=("email",))), told(Truth.ACTIVE, 5))
    again = there.after(shown(card_number=2)).after(entered)
    both = [body.kind for body in bodies(actions(judge, again, told(Truth.ACTIVE, 5)))]
    assert both == [Kind.DATA_SHOWN, Kind.FIELD_FOCUSED]


def test_a_page_that_tells_of_its_focus_is_held_and_not_recorded_twice() -> None:
    judge = CopyingGuard(rules(ClipboardRule(id="clipboard", classes=("card_number",))))
    field = Field(
        application="Chromium", role="entry", data_class="card_number", rect=Rect(0, 0, 9, 9), place=Place(url=CRM)
    )
    focused = FieldFocused(at=at(3), field=field)
    assert kinds(actions(judge, seat(), focused)) == ["HoldCopying", "WriteEntry"]
    assert kinds(actions(judge, seat(opened()), focused)) == ["HoldCopying"]
