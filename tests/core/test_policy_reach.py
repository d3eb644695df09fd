"""Whom a scope reaches: yes, no, or nobody can tell."""

# SPDX-License-Identifier: Apache-2.0

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.facts.place import UNKNOWN, Place
from workstation.facts.situation import Situation
from workstation.policy.reach import Reach
from workstation.policy.scope import DAYS, Application, Day, FieldPattern, Hours, PlaceScope, Scope, Site

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SITES = {
    "cebu": Site(name="cebu", networks=("10.4.0.0/16",)),
    "home": Site(name="home", networks=("192.168.0.0/16",)),
}
HERE = Situation(team="cards-cebu", addresses=("10.4.7.9", "fe80::1"), on_call=True, utc_offset=timedelta())


def seat(scope: Scope, situation: Situation = HERE, at: datetime = MONDAY) -> bool | None:
    return Reach(scope, SITES).seat(situation, at)


def place(scope: PlaceScope, where: Place) -> bool | None:
    return Reach(scope, {}).place(where)


def test_a_scope_that_says_nothing_reaches_everyone_and_everything() -> None:
    assert seat(Scope()) is True
    assert seat(Scope(), Situation()) is True
    assert place(PlaceScope(), UNKNOWN) is True


@pytest.mark.parametrize(
    ("scope", "reached"),
    [
        (Scope(teams=("cards-*",)), True),
        (Scope(teams=("CARDS-CEBU",)), True),
        (Scope(teams=("billing", "cards")), False),
        (Scope(networks=("10.4.0.0/16",)), True),
        (Scope(networks=("fe80::/10",)), True),
        (Scope(networks=("10.5.0.0/16",)), False),
        (Scope(sites=("cebu",)), True),
        (Scope(sites=("home",)), False),
        (Scope(sites=("home", "cebu")), True),
        (Scope(call="on"), True),
        (Scope(call="off"), False),
        (Scope(call="on", teams=("billing",)), False),
    ],
)
def test_a_seat_is_reached_where_all_that_is_said_of_it_is_so(scope: Scope, *, reached: bool) -> None:
    assert seat(scope) is reached


@pytest.mark.parametrize(
    "scope", [Scope(teams=("x",)), Scope(networks=("10.0.0.0/8",)), Scope(hours=(Hours(start="08:00", end="09:00"),))]
)
def test_what_nobody_knows_of_a_seat_is_neither_yes_nor_no(scope: Scope) -> None:
    assert seat(scope, Situation()) is None


def test_a_no_outweighs_what_nobody_knows() -> None:
    assert seat(Scope(teams=("x",), call="off"), Situation(on_call=True)) is False


@pytest.mark.parametrize(
    ("start", "end", "days", "local", "reached"),
    [
        ("08:00", "18:00", DAYS, "Mon 08:00", True),
        ("08:00", "18:00", DAYS, "Mon 18:00", False),
        ("08:00", "18:00", ("tue",), "Mon 09:00", False),
        ("22:00", "06:00", ("mon",), "Mon 23:30", True),
        ("22:00", "06:00", ("mon",), "Tue 05:59", True),
        ("22:00", "06:00", ("mon",), "Tue 06:00", False),
        ("22:00", "06:00", ("mon",), "Mon 05:00", False),
        ("22:00", "06:00", ("sun",), "Mon 05:00", True),
        ("18:00", "00:00", ("mon",), "Mon 23:59", True),
        ("18:00", "00:00", ("mon",), "Tue 00:00", False),
    ],
)
def test_hours_are_by_the_seats_clock_and_may_run_past_midnight(
    start: str, end: str, days: tuple[Day, ...], local: str, *, reached: bool
) -> None:
    day, time = local.split()
    hours, minutes = map(int, time.split(":"))
    manila = timedelta(hours=8)
    at = MONDAY.replace(hour=hours, minute=minutes) + timedelta(days=DAYS.index(day.lower())) - manila
    scope = Scope(hours=(Hours(start=start, end=end, days=days),))
    assert seat(scope, Situation(utc_offset=manila), at) is reached


CRM = Place(
    executable="/usr/bin/chromium",
    window_class="Chromium",
    title="Acme CRM - J. Doe",
    url="https://crm.example.com/customer/7",
    role="entry",
    name="cc-number",
    label="Card number",
)


@pytest.mark.parametrize(
    ("scope", "reached"),
    [
        (PlaceScope(applications=(Application(executable="/usr/bin/chromium*"),)), True),
        (PlaceScope(applications=(Application(executable="/usr/bin/Chromium"),)), False),
        (PlaceScope(applications=(Application(title="*acme crm*"),)), True),
        (PlaceScope(applications=(Application(url="https://crm.example.com/*"),)), True),
        (PlaceScope(applications=(Application(url="https://crm.example.com/*", title="*Notes*"),)), False),
        (PlaceScope(applications=(Application(title="*Notes*"), Application(window_class="chromium"))), True),
        (PlaceScope(fields=(FieldPattern(label="card*"),)), True),
        (PlaceScope(fields=(FieldPattern(name="cvc"), FieldPattern(role="password"))), False),
        (PlaceScope(applications=(Application(title="*CRM*"),), fields=(FieldPattern(name="cvc"),)), False),
    ],
)
def test_a_place_is_reached_where_one_program_and_one_field_match(scope: PlaceScope, *, reached: bool) -> None:
    assert place(scope, CRM) is reached


def test_what_nobody_can_tell_of_a_place_is_neither_yes_nor_no_and_what_it_lacks_is_no() -> None:
    scope = PlaceScope(applications=(Application(url="https://*"),))
    assert place(scope, Place(executable="/usr/bin/yad", url=None)) is None
    assert place(scope, Place(executable="/usr/bin/yad", url="")) is False


TEXTS = st.none() | st.sampled_from(["", "a", "b", "ab"])
PLACES = st.builds(Place, executable=TEXTS, window_class=TEXTS, title=TEXTS, url=TEXTS, role=TEXTS, label=TEXTS)
PATTERNS = st.none() | st.sampled_from(["a", "*", "?b", "[ab]"])
SCOPES = st.builds(
    PlaceScope,
    applications=st.lists(st.builds(Application, executable=PATTERNS, title=PATTERNS, url=PATTERNS), max_size=2).map(
        tuple
    ),
    fields=st.lists(st.builds(FieldPattern, role=PATTERNS, label=PATTERNS), max_size=2).map(tuple),
)


@given(scope=SCOPES, where=PLACES, told=st.fixed_dictionaries({"executable": TEXTS, "title": TEXTS, "url": TEXTS}))
def test_learning_more_of_a_place_never_turns_yes_into_no(
    scope: PlaceScope, where: Place, told: dict[str, str | None]
) -> None:
    known = {name: getattr(where, name) if getattr(where, name) is not None else value for name, value in told.items()}
    more = Place(window_class=where.window_class, role=where.role, name=where.name, label=where.label, **known)
    before = place(scope, where)
    assert before is None or place(scope, more) is before
