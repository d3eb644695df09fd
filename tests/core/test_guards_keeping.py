"""Clipboard rules that let data stay there: masked, for some programs, or for a while; the strictest decides."""

# SPDX-License-Identifier: Apache-2.0

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.seats import BROWSER, actions, at, bodies, focused, notices, rules, seat, told
from workstation.facts.actions import Action, SeizeSelection, WatchSelections
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.facts.observations import (
    CallChanged,
    ClockTicked,
    PolicyChanged,
    SeatEnding,
    SeatStarted,
    SelectionOwned,
    TruthChanged,
)
from workstation.facts.observations import SelectionRead as Read
from workstation.facts.observations import SelectionSeized as Seized
from workstation.facts.session import Session
from workstation.facts.truth import Truth
from workstation.guards.clipboard import ClipboardGuard
from workstation.guards.copying import CopyingGuard
from workstation.guards.roster import build_guards
from workstation.policy.keeping import keeps_as_little, strictest
from workstation.policy.rules import ClipboardRule, MaskingRule, Policy
from workstation.policy.scope import PlaceScope

PAY = ("/opt/pay/*",)
BLOCK = ClipboardRule(id="block", classes=("us_ssn",))
REDACT = ClipboardRule(id="redact", classes=("card_number",), mode="redact")
WITHIN = ClipboardRule(id="within", classes=("card_number",), mode="allow-within", into=PAY, expire_seconds=20)
EXPIRE = ClipboardRule(id="expire", classes=("card_number",), mode="expire", expire_seconds=10)
EMPTY = SeizeSelection(selection="CLIPBOARD")
MASKED = SeizeSelection(selection="CLIPBOARD", reading=7, serves="masked")
WHOLE = SeizeSelection(selection="CLIPBOARD", reading=7, serves="whole", into=PAY)


def guard(*given: ClipboardRule) -> ClipboardGuard:
    return ClipboardGuard(rules(*given))


def read(seconds: float = 1, **classes: int) -> Read:
    return Read(at=at(seconds), selection="CLIPBOARD", program=BROWSER, data_classes=classes, reading=7)


def owned(seconds: float) -> SelectionOwned:
    return SelectionOwned(at=at(seconds), selection="CLIPBOARD", program=BROWSER)


def holding(*given: ClipboardRule, **classes: int) -> Session:
    """Return an open seat whose clipboard was read, and seized as the rules say."""
    session = seat(owned(1), read(**classes))
    return after(session, actions(guard(*given), seat(owned(1)), read(**classes)), 1) if given else session


def after(session: Session, did: tuple[Action, ...], seconds: float) -> Session:
    """Return the session once the desktop has done what it was told."""
    for each in seized(did):
        session = session.after(Seized(at=at(seconds), selection=each.selection, serves=each.serves, into=each.into))
    return session


def seized(did: tuple[Action, ...]) -> list[SeizeSelection]:
    return [action for action in did if isinstance(action, SeizeSelection)]


KEPT = {
    "redact": (REDACT, [MASKED], Kind.SELECTION_REDACTED, Outcome.MASKED),
    "allow-within": (WITHIN, [WHOLE], Kind.SELECTION_KEPT, Outcome.DONE),
    "expire": (EXPIRE, [], Kind.SELECTION_KEPT, Outcome.DONE),
}


@pytest.mark.parametrize(("rule", "seizes", "kind", "outcome"), KEPT.values(), ids=KEPT)
def test_what_a_rule_lets_be_kept_is_an_access_and_no_violation(
    rule: ClipboardRule, seizes: list[SeizeSelection], kind: Kind, outcome: Outcome
) -> None:
    did = actions(guard(rule), seat(owned(1)), read(card_number=2))
    assert seized(did) == seizes
    (body,) = bodies(did)
    assert (body.kind, body.severity, body.outcome, body.rule) == (kind, Severity.ACCESS, outcome, rule.id)
    assert (body.application, body.data_classes) == ("chromium", {"card_number": 2})
    assert len(notices(did)) == 1
    again = actions(guard(rule), seat(owned(1), read(card_number=2)), read(1.5, card_number=2))
    assert (seized(again), bodies(again)) == (seizes, [])


def test_the_strictest_rule_about_anything_that_is_there_decides() -> None:
    did = actions(guard(EXPIRE, BLOCK), seat(owned(1)), read(card_number=1, us_ssn=1))
    assert seized(did) == [EMPTY]
    assert bodies(did)[0].rule == "block"
    assert seized(actions(guard(EXPIRE, WITHIN), seat(owned(1)), read(card_number=1))) == [WHOLE]


def test_two_rules_as_strict_share_their_limits() -> None:
    other = ClipboardRule(
        id="o", classes=("card_number",), mode="allow-within", into=(*PAY, "/bin/x"), expire_seconds=5
    )
    rule = strictest([WITHIN, other])
    assert rule is not None
    assert (rule.into, rule.expire_seconds) == (PAY, 5)


def test_what_cannot_be_read_is_emptied_whatever_the_rule_lets_be_kept() -> None:
    assert seized(actions(guard(EXPIRE), seat(owned(1)), read(unreadable=1))) == [EMPTY]


def test_a_covered_seat_keeps_nothing() -> None:
    did = actions(guard(EXPIRE), seat(truth=Truth.SIGNED_OUT), read(card_number=1))
    assert seized(did) == [EMPTY]
    assert [body.severity for body in bodies(did)] == [Severity.CUSTODY]


OVER = {
    "its time": ClockTicked(at=at(21.5)),
    "a time long after": ClockTicked(at=at(9000)),
    "a lock": told(Truth.LOCKED, 5),
    "the sign-out": told(Truth.SIGNED_OUT, 5),
    "the end of the call": CallChanged(at=at(5), on_call=False),
    "the end of the seat": SeatEnding(at=at(5)),
}


@pytest.mark.parametrize("rule", [WITHIN, EXPIRE], ids=lambda rule: str(rule.mode))
@pytest.mark.parametrize("over", OVER.values(), ids=OVER)
def test_what_was_kept_is_emptied_once_and_nobody_is_to_blame(
    rule: ClipboardRule, over: ClockTicked | TruthChanged | CallChanged | SeatEnding
) -> None:
    judge, session = guard(rule), holding(rule, card_number=1)
    assert actions(judge, session, ClockTicked(at=at(4))) == ()
    did = actions(judge, session, over)
    assert seized(did) == [EMPTY]
    assert [(body.kind, body.severity) for body in bodies(did)] == [(Kind.SELECTION_CLEARED, Severity.CUSTODY)]
    emptied = after(session.after(over), did, 30)
    for later in (ClockTicked(at=at(9999)), told(Truth.LOCKED, 9999), CallChanged(at=at(9999), on_call=False)):
        assert actions(judge, emptied, later) == ()


def test_the_masked_form_stays_until_the_call_or_the_session_ends() -> None:
    judge, session = guard(REDACT), holding(REDACT, card_number=1)
    assert actions(judge, session, ClockTicked(at=at(9000))) == ()
    for over in (told(Truth.LOCKED, 5), CallChanged(at=at(5), on_call=False), SeatEnding(at=at(5))):
        assert seized(actions(judge, session, over)) == [EMPTY]


STRICTER: dict[str, tuple[ClipboardRule, list[SeizeSelection]]] = {
    "nothing": (ClipboardRule(id="s", classes=("card_number",), scope=PlaceScope(call="on")), [EMPTY]),
    "masked": (ClipboardRule(id="s", classes=("card_number",), mode="redact", scope=PlaceScope(call="on")), [MASKED]),
    "shorter": (
        ClipboardRule(id="s", classes=("card_number",), mode="expire", expire_seconds=5, scope=PlaceScope(call="on")),
        [EMPTY],
    ),
}


@pytest.mark.parametrize(("stricter", "seizes"), STRICTER.values(), ids=STRICTER)
def test_where_a_stricter_rule_begins_to_hold_it_counts_at_once(
    stricter: ClipboardRule, seizes: list[SeizeSelection]
) -> None:
    long = ClipboardRule(id="long", classes=("card_number",), mode="expire", expire_seconds=600)
    off_call = seat(CallChanged(at=at(0), on_call=False), owned(1), read(card_number=1))
    did = actions(guard(long, stricter), off_call, CallChanged(at=at(60), on_call=True))
    assert seized(did) == seizes


def test_a_clock_that_was_wound_keeps_nothing_for_longer() -> None:
    session = seat(ClockTicked(at=at(3600)), owned(1), read(card_number=1))
    assert seized(actions(guard(EXPIRE), session, ClockTicked(at=at(3)))) == [EMPTY]


def test_what_another_program_put_there_since_is_not_ours_to_empty() -> None:
    judge, session = guard(EXPIRE), holding(EXPIRE, card_number=1).after(owned(3))
    assert actions(judge, session, ClockTicked(at=at(30))) == ()
    assert actions(judge, session, told(Truth.LOCKED, 30)) == ()


def test_a_new_policy_judges_what_is_there_again_and_until_it_is_over() -> None:
    changed = PolicyChanged(at=at(2), policy="x")
    blocking = guard(ClipboardRule(id="b", classes=("card_number",)))
    assert seized(actions(blocking, holding(EXPIRE, card_number=1), changed)) == [EMPTY]
    kept = holding(WITHIN, card_number=1).after(changed)
    assert seized(actions(guard(WITHIN), kept, told(Truth.LOCKED, 5))) == [EMPTY]
    assert seized(actions(guard(WITHIN), kept, ClockTicked(at=at(30)))) == [EMPTY]
    assert seized(actions(guard(REDACT), holding(WITHIN, card_number=1), changed)) == [MASKED]


def test_a_policy_without_clipboard_rules_has_what_was_given_out_forgotten() -> None:
    guards = build_guards(Policy(name="x", format=1, rule=(MaskingRule(id="m"),)))
    rulings = [each.judge(holding(WITHIN, card_number=1), PolicyChanged(at=at(2), policy="x")) for each in guards]
    assert WatchSelections(keeps=False) in [action for ruling in rulings if ruling for action in ruling.actions]


def test_texts_are_held_only_where_a_rule_hands_them_on() -> None:
    for rule, keeps in ((BLOCK, False), (EXPIRE, False), (REDACT, True), (WITHIN, True)):
        assert actions(guard(rule), seat(), SeatStarted(at=at(0))) == (
            WatchSelections(keeps=keeps, blocks=rule is BLOCK),
        )


@pytest.mark.parametrize("rule", [REDACT, WITHIN, EXPIRE], ids=lambda rule: str(rule.mode))
def test_in_a_sensitive_field_copying_works_and_what_is_taken_is_looked_at(rule: ClipboardRule) -> None:
    assert actions(CopyingGuard(rules(rule)), seat(), focused("card_number")) == ()
    assert guard(rule).judge(seat(focused("card_number")), owned(1)) is None
    assert bodies(actions(guard(rule), seat(focused("card_number"), owned(1)), read(1.1, card_number=1)))


RULES = st.builds(
    ClipboardRule,
    id=st.just("r"),
    mode=st.sampled_from(("block", "redact", "allow-within", "expire")),
    into=st.lists(st.sampled_from(("/a", "/b")), unique=True).map(tuple),
    expire_seconds=st.integers(5, 600),
    pictures=st.sampled_from(("leave", "read", "refuse")),
)


@given(one=RULES, other=RULES)
def test_of_two_rules_the_strictest_keeps_as_little_as_each(one: ClipboardRule, other: ClipboardRule) -> None:
    both = strictest([one, other])
    assert both is not None
    assert keeps_as_little(both, one)
    assert keeps_as_little(both, other)


@given(one=RULES, other=RULES, third=RULES)
def test_as_little_is_a_scale(one: ClipboardRule, other: ClipboardRule, third: ClipboardRule) -> None:
    assert keeps_as_little(one, one)
    if keeps_as_little(one, other) and keeps_as_little(other, third):
        assert keeps_as_little(one, third)
