"""What loosens is named; what is named as harmless never loosens."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import replace as replaced
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.core.seats import rules, seat
from tests.core.test_guards_windows import MOMENTS, WINDOW_RULES, covers, pixels
from tests.core.test_policy_precedence import CRM, IDLE, IN_CRM, MASKING, NOTES, SITUATIONS
from workstation.facts.observations import Observation
from workstation.facts.place import Place
from workstation.facts.situation import Situation
from workstation.facts.truth import Truth
from workstation.guards.windows import WindowGuard
from workstation.policy.precedence import Rules
from workstation.policy.region import Region
from workstation.policy.revealing import allowed, reveals_loosened
from workstation.policy.rules import (
    USUAL_CLASSES,
    AnyRule,
    CaptureRule,
    ClipboardRule,
    DeskRule,
    GrantedException,
    IdleRule,
    MaskingRule,
    Policy,
    PrintingRule,
    RecorderTable,
    RecordingRule,
    Reveal,
    WindowRule,
)
from workstation.policy.scope import PlaceScope, Scope, Site
from workstation.policy.strictness import loosened

EXCEPTION = GrantedException(
    id="x",
    rules=("m",),
    classes=("us_ssn",),
    scope=PlaceScope(teams=("a", "b")),
    reason="…",
    granted_by="…",
    expires=date(2026, 12, 31),
)
BEFORE = Policy(
    name="x",
    format=1,
    site=(Site(name="cebu", networks=("10.4.0.0/16",)),),
    rule=(
        MaskingRule(id="m", scope=PlaceScope(teams=("a",), sites=("cebu",))),
        CaptureRule(id="c", allow=("/a",)),
        IdleRule(id="i", after_seconds=60, scope=PlaceScope(call="on")),
        DeskRule(id="d", forbidden_names=("obs",)),
    ),
    exception=(EXCEPTION,),
)
MASK, CAPTURE, IDLE_RULE, DESK = BEFORE.rule


def with_rules(*rules: AnyRule) -> Policy:
    return replace(BEFORE, rule=rules)


@pytest.mark.parametrize(
    "now",
    [
        BEFORE,
        replace(BEFORE, exception=()),
        with_rules(*BEFORE.rule, MaskingRule(id="more")),
        with_rules(*reversed(BEFORE.rule)),
        with_rules(MaskingRule(id="wider", scope=PlaceScope(teams=("a", "b"), sites=("cebu",))), *BEFORE.rule[1:]),
        with_rules(MASK, CaptureRule(id="c"), IdleRule(id="i", after_seconds=30), DESK),
        replace(BEFORE, exception=(replace(EXCEPTION, expires=date(2026, 6, 1), scope=PlaceScope(teams=("a",))),)),
    ],
)
def test_what_tightens_or_stays_is_not_named(now: Policy) -> None:
    assert not list(loosened(BEFORE, now))


@pytest.mark.parametrize(
    ("now", "named"),
    [
        (with_rules(*BEFORE.rule[1:]), 'the rule "m" is gone'),
        (with_rules(replace(MASK, classes=("us_ssn",)), *BEFORE.rule[1:]), 'the rule "m" is changed'),
        (with_rules(replace(MASK, scope=PlaceScope(sites=("cebu",), call="on")), *BEFORE.rule[1:]), 'the rule "m"'),
        (with_rules(MASK, CaptureRule(id="c", allow=("/a", "/b")), IDLE_RULE, DESK), 'the rule "c" is changed'),
        (with_rules(MASK, CAPTURE, IdleRule(id="i", after_seconds=61), DESK), 'the rule "i" is changed'),
        (with_rules(MASK, CAPTURE, IDLE_RULE, DeskRule(id="d")), 'the rule "d" is changed'),
        (with_rules(MASK, CAPTURE, IDLE_RULE, replace(DESK, scope=Scope(call="on"))), 'the rule "d" is changed'),
        (replace(BEFORE, site=(Site(name="cebu", networks=("10.5.0.0/16",)),)), 'the rule "m" is changed'),
        (replace(BEFORE, exception=(replace(EXCEPTION, id="y"),)), 'the exception "y" is new'),
        (replace(BEFORE, exception=(replace(EXCEPTION, classes=None),)), 'the exception "x" is changed'),
        (replace(BEFORE, exception=(replace(EXCEPTION, expires=date(2027, 1, 1)),)), 'the exception "x" is changed'),
    ],
)
def test_what_may_loosen_is_named(now: Policy, named: str) -> None:
    assert [what for what in loosened(BEFORE, now) if what.startswith(named)]


PAUSES = RecordingRule(id="p", classes=("card_number", "iban"), lasting_seconds=5)


@pytest.mark.parametrize(
    ("now", "is_looser"),
    [
        (PAUSES, False),
        (replace(PAUSES, lasting_seconds=6), False),
        (replace(PAUSES, classes=("iban", "card_number")), False),
        (replace(PAUSES, lasting_seconds=4), True),
        (replace(PAUSES, classes=("card_number",)), True),
        (replace(PAUSES, scope=PlaceScope(call="on")), True),
    ],
)
def test_a_recorder_that_may_run_where_it_was_paused_is_named(now: RecordingRule, *, is_looser: bool) -> None:
    named = [what for what in loosened(with_rules(PAUSES), with_rules(now)) if what.startswith('the rule "p"')]
    assert bool(named) is is_looser


PAPER = PrintingRule(id="p", classes=("card_number", "iban"))


@pytest.mark.parametrize(
    ("now", "is_looser"),
    [
        (PAPER, False),
        (replace(PAPER, chords=("save", "print")), False),
        (replace(PAPER, chords=("print",)), True),
        (replace(PAPER, classes=("card_number",)), True),
    ],
)
def test_what_may_be_printed_or_saved_that_could_not_is_named(now: PrintingRule, *, is_looser: bool) -> None:
    named = [what for what in loosened(with_rules(PAPER), with_rules(now)) if what.startswith('the rule "p"')]
    assert bool(named) is is_looser


def test_a_class_that_is_looked_for_anew_is_named_unless_it_is_covered_as_the_others_are() -> None:
    before = with_rules(MaskingRule(id="m"))
    copying = ClipboardRule(id="c", classes=("bank_account",))
    told = 'values may now count as "bank_account", which no rule masks everywhere'
    assert list(loosened(before, with_rules(*before.rule, copying))) == [told]
    scoped = MaskingRule(id="n", classes=("bank_account",), scope=PlaceScope(call="on"))
    assert list(loosened(before, with_rules(*before.rule, scoped))) == [told]
    masked = MaskingRule(id="n", classes=("bank_account",))
    assert not list(loosened(before, with_rules(*before.rule, copying, masked)))
    assert not list(loosened(before, with_rules(*before.rule, MaskingRule(id="n", classes=("card_number",)))))


def test_a_rule_more_that_has_files_searched_for_less_is_named() -> None:
    desk = with_rules(DESK)
    now = with_rules(DESK, MaskingRule(id="iban", classes=("iban", "us_ssn")))
    assert list(loosened(desk, now)) == [
        'files are no longer searched for "card_number"',
        'files are no longer searched for "card_verification"',
    ]
    assert not list(loosened(desk, with_rules(DESK, MaskingRule(id="m", classes=(*USUAL_CLASSES, "iban")))))
    assert not list(loosened(with_rules(replace(DESK, folders=())), now))


REVEALS = st.builds(
    Reveal,
    id=st.sampled_from(["a", "b", "c"]),
    classes=st.lists(st.sampled_from(USUAL_CLASSES), min_size=1, max_size=2, unique=True).map(tuple),
    scope=st.builds(
        PlaceScope,
        teams=st.sampled_from([(), ("cards",), ("cards", "billing")]),
        call=st.sampled_from([None, "on", "off"]),
        applications=st.sampled_from([(), IN_CRM.applications]),
    ),
    seconds=st.integers(10, 12),
    times_an_hour=st.integers(1, 2),
    times_a_shift=st.none() | st.integers(1, 2),
    past_shift=st.sampled_from(["tell", "refuse"]),
    reasons=st.sampled_from([("A.",), ("B.",), ("A.", "B.")]),
    typed_reason=st.booleans(),
    step_up_minutes=st.none() | st.integers(0, 2),
)


@given(
    before=st.lists(REVEALS, max_size=3).map(tuple),
    now=st.lists(REVEALS, max_size=3).map(tuple),
    keep=st.integers(0, 3),
    situation=SITUATIONS,
    place=st.sampled_from([CRM, NOTES, Place()]),
    data_class=st.sampled_from(USUAL_CLASSES),
)
def test_what_is_not_named_never_reveals_more(
    before: tuple[Reveal, ...],
    now: tuple[Reveal, ...],
    keep: int,
    situation: Situation,
    place: Place,
    data_class: str,
) -> None:
    now = (*before[:keep], *now[keep:])
    assume(not list(reveals_loosened(before, now, same_sites=True)))
    session = replaced(seat(), situation=situation)
    old, new = (allowed(reveals, {}, session, place, data_class) for reveals in (before, now))
    if new is not None:
        assert old is not None
        assert new.seconds <= old.seconds
        assert new.times_an_hour <= old.times_an_hour
        assert old.times_a_shift is None or (new.times_a_shift or 9) <= old.times_a_shift
        assert new.past_shift == "refuse" or old.past_shift == "tell"
        assert new.times_an_hour <= old.times_an_hour
        assert set(new.reasons) <= set(old.reasons)
        assert new.typed_reason <= old.typed_reason
        assert old.step_up_minutes is None or (9 if new.step_up_minutes is None else new.step_up_minutes) <= (
            old.step_up_minutes
        )


ONE = Reveal(
    id="r", classes=("us_ssn",), scope=PlaceScope(teams=("a",)), seconds=30, times_an_hour=5, reasons=("A.", "B.")
)


@pytest.mark.parametrize(
    ("before", "now", "named"),
    [
        ((), (ONE,), ['the reveal "r" is new']),
        ((ONE,), (), []),
        ((ONE,), (replace(ONE, seconds=20, times_an_hour=1, reasons=("A.",)),), []),
        ((ONE,), (replace(ONE, seconds=31),), 2),
        ((ONE,), (replace(ONE, times_an_hour=6),), 2),
        ((ONE,), (replace(ONE, typed_reason=True),), 2),
        ((replace(ONE, typed_reason=True),), (ONE,), []),
        ((ONE,), (replace(ONE, step_up_minutes=480),), []),
        ((replace(ONE, step_up_minutes=5),), (replace(ONE, step_up_minutes=0),), []),
        ((replace(ONE, step_up_minutes=0),), (replace(ONE, step_up_minutes=1),), 2),
        ((replace(ONE, step_up_minutes=480),), (ONE,), 2),
        ((ONE,), (replace(ONE, reasons=("A.", "B.", "C.")),), 2),
        ((ONE,), (replace(ONE, classes=("us_ssn", "iban")),), ['the reveal "r" is changed, and may allow more']),
        ((ONE, replace(ONE, id="s", seconds=9)), (ONE,), ['the reveal "s" no longer limits others where it held']),
    ],
)
def test_a_reveal_that_allows_more_is_named(
    before: tuple[Reveal, ...], now: tuple[Reveal, ...], named: list[str] | int
) -> None:
    told = list(loosened(replace(BEFORE, reveal=before), replace(BEFORE, reveal=now)))
    assert (len(told) if isinstance(named, int) else told) == named


def test_a_reveal_surely_holds_or_not_at_all() -> None:
    session = replaced(seat(), situation=Situation(team="a"))
    assert allowed((ONE,), {}, session, CRM, "us_ssn") == ONE
    assert allowed((ONE,), {}, session, CRM, "card_number") is None
    assert allowed((ONE,), {}, replaced(session, situation=Situation()), CRM, "us_ssn") is None
    assert allowed((ONE,), {}, replaced(session, truth=Truth.LOCKED), CRM, "us_ssn") is None
    assert allowed((ONE, replace(ONE, reasons=("C.",))), {}, session, CRM, "us_ssn") is None
    assert allowed((ONE, replace(ONE, seconds=9)), {}, session, CRM, "us_ssn") == replace(ONE, seconds=9)


@given(minutes=st.lists(st.none() | st.integers(0, 3), min_size=1, max_size=4))
def test_of_several_reveals_the_one_whose_proof_counts_for_the_least_time_is_named(minutes: list[int | None]) -> None:
    session = replaced(seat(), situation=Situation(team="a"))
    reveals = [replace(ONE, id=f"r{number}", step_up_minutes=each) for number, each in enumerate(minutes)]
    named = allowed(reveals, {}, session, CRM, "us_ssn")
    least = min((each for each in minutes if each is not None), default=None)
    assert named == reveals[minutes.index(least)]


@given(
    before=st.lists(MASKING, min_size=1, max_size=3).map(tuple),
    now=st.lists(MASKING, min_size=1, max_size=3).map(tuple),
    situation=SITUATIONS,
    place=st.sampled_from([CRM, NOTES, Place()]),
    data_class=st.sampled_from(USUAL_CLASSES),
)
def test_what_is_not_named_never_uncovers(
    before: tuple[MaskingRule, ...],
    now: tuple[MaskingRule, ...],
    situation: Situation,
    place: Place,
    data_class: str,
) -> None:
    old, new = (Policy(name="x", format=1, rule=rules) for rules in (before, (*now, before[0])))
    assume(not list(loosened(old, new)))
    session = replaced(seat(), situation=situation)
    covers = [
        any(data_class in rule.classes for rule in Rules(each, MaskingRule).applying(session, place, data_class))
        for each in (old, new)
    ]
    assert covers in ([False, False], [False, True], [True, True])


@given(before=WINDOW_RULES, now=WINDOW_RULES, moment=MOMENTS)
def test_what_is_not_named_never_uncovers_a_window(
    before: WindowRule, now: WindowRule, moment: tuple[Observation, ...]
) -> None:
    assume(not list(loosened(with_rules(before), with_rules(now))))
    covered = [pixels(covers(WindowGuard(rules(rule)), *moment)) for rule in (before, now)]
    assert covered[0] <= covered[1]


PANEL = Region(name="Panel", left=0, width=9, top=0, height=9)
UNFOCUSED = WindowRule(id="w", cover="unfocused", scope=IN_CRM)


@pytest.mark.parametrize(
    ("before", "now", "is_looser"),
    [
        (UNFOCUSED, replace(UNFOCUSED, cover="always"), False),
        (UNFOCUSED, replace(UNFOCUSED, cover="watched"), True),
        (UNFOCUSED, replace(UNFOCUSED, while_watched=False), True),
        (UNFOCUSED, replace(UNFOCUSED, allow=("/usr/bin/obs",)), True),
        (replace(UNFOCUSED, allow=("/usr/bin/obs",)), UNFOCUSED, False),
        (replace(UNFOCUSED, cover="always"), UNFOCUSED, True),
        (replace(UNFOCUSED, cover="watched"), UNFOCUSED, False),
        (replace(UNFOCUSED, cover="regions", regions=(PANEL,)), UNFOCUSED, True),
        (
            replace(UNFOCUSED, cover="regions", regions=(PANEL,)),
            replace(UNFOCUSED, cover="regions", regions=(replace(PANEL, name="Other"), replace(PANEL, top=20))),
            False,
        ),
        (
            replace(UNFOCUSED, cover="regions", regions=(PANEL,)),
            replace(UNFOCUSED, cover="regions", regions=(replace(PANEL, width=8),)),
            True,
        ),
    ],
)
def test_a_window_rule_that_covers_less_is_named(before: WindowRule, now: WindowRule, *, is_looser: bool) -> None:
    assert bool(list(loosened(with_rules(before), with_rules(now)))) is is_looser


@pytest.mark.parametrize(
    ("before", "now", "is_looser"), [(None, 60, False), (60, 30, False), (30, 60, True), (60, None, True)]
)
def test_a_seat_that_may_be_left_locked_for_longer_is_named(
    before: int | None, now: int | None, *, is_looser: bool
) -> None:
    old, new = (
        Policy(name="x", format=1, rule=(IdleRule(id="i", after_seconds=60, sign_out_minutes=minutes),))
        for minutes in (before, now)
    )
    assert bool(list(loosened(old, new))) is is_looser


def test_an_idle_rule_that_lets_faked_input_count_loosens() -> None:
    ignoring, counting = (
        Policy(name="x", format=1, rule=(IdleRule(id="i", after_seconds=60, synthetic=each),))
        for each in ("ignore", "count")
    )
    assert list(loosened(ignoring, counting))
    assert not list(loosened(counting, ignoring))


@given(before=IDLE, now=IDLE, situation=SITUATIONS)
def test_what_is_not_named_never_waits_longer(before: IdleRule, now: IdleRule, situation: Situation) -> None:
    old, new = (Policy(name="x", format=1, rule=(rule,)) for rule in (before, now))
    assume(not list(loosened(old, new)))
    session = replaced(seat(), situation=situation)
    waits = [[rule.after_seconds for rule in Rules(each, IdleRule).applying(session)] for each in (old, new)]
    assert min(waits[1], default=901) <= min(waits[0], default=901)


@pytest.mark.parametrize("key", ["forbidden_digests", "forbidden_packages"])
def test_a_program_that_is_forbidden_no_more_loosens(key: str) -> None:
    one, two = (f"sha256:{each * 64}" if key == "forbidden_digests" else each * 3 for each in "ab")
    before, more = (
        Policy(name="x", format=1, rule=(replace(DeskRule(id="d"), **{key: some}),)) for some in ((one,), (two, one))
    )
    assert list(loosened(more, before)) == ['the rule "d" is changed, and may hold for less']
    assert not list(loosened(before, more))


def test_a_policy_that_nobody_acknowledges_any_more_loosens() -> None:
    without = with_rules(MASK)
    asking = replace(without, acknowledge=True)
    assert list(loosened(asking, without)) == ["agents no longer confirm at sign-in that they read it"]
    assert not list(loosened(without, asking))


def test_a_recorder_that_is_known_no_more_loosens() -> None:
    before = Policy(name="x", format=1, rule=(CaptureRule(id="c"),), recorders=("acme-*", "other"))
    assert list(loosened(before, replace(before, recorders=("other", "third")))) == [
        '"acme-*" is no longer taken for a program that films the screen'
    ]
    assert not list(loosened(before, replace(before, recorders=("acme-*", "other", "third"))))
    film = RecorderTable(program="other", argument="film")
    narrowed = ['"other" is no longer taken for a program that films the screen']
    assert list(loosened(before, replace(before, recorders=("acme-*", film)))) == narrowed
    assert not list(loosened(replace(before, recorders=("acme-*", film)), before))


def test_a_clipboard_rule_that_keeps_more_loosens() -> None:
    before = Policy(name="x", format=1, rule=(ClipboardRule(id="c", mode="redact"),))
    stricter, looser = ClipboardRule(id="c", pictures="read"), ClipboardRule(id="c", mode="expire")
    assert not list(loosened(before, replace(before, rule=(stricter,))))
    assert list(loosened(before, replace(before, rule=(looser,))))
    assert list(loosened(replace(before, rule=(stricter,)), replace(before, rule=(ClipboardRule(id="c"),))))


def test_a_desk_rule_that_lets_clipboard_managers_in_loosens() -> None:
    refusing, allowing = (with_rules(DeskRule(id="d", clipboard_managers=each)) for each in ("refuse", "allow"))
    assert list(loosened(refusing, allowing))
    assert not list(loosened(allowing, refusing))
