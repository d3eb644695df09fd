"""From where the store sees this workstation: for how long that counts, and when the seat is told."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.keeper.running import RunningKeeper, hear
from workstation.desktop.surroundings import own_addresses
from workstation.facts.situation import StoreView
from workstation.facts.truth import Truth
from workstation.keeper.ruled import Ruled
from workstation.keeper.storeview import StoreViews, is_own_address
from workstation.link.messages import CodeOffered, Message, Ready, StoreViewTold, TruthTold, Verdict

DAY = timedelta(hours=24)
OWN, OFFICE, HOME = "192.168.1.7", "203.0.113.7", "198.51.100.9"


class Clock:
    """Time that only the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def views(clock: Clock, lost: set[str]) -> StoreViews:
    return StoreViews(clock, lambda address: address not in lost)


@pytest.fixture
def lost() -> set[str]:
    """Return the addresses that this machine does not have, none at first."""
    return set()


def view(views: StoreViews) -> StoreView | None:
    sighting = views.last(DAY)
    return sighting.view if sighting else None


def test_before_the_store_answered_nobody_knows(views: StoreViews) -> None:
    assert view(views) is None


def test_the_last_answer_counts_for_as_long_as_the_seat_works_without_its_store(
    views: StoreViews, clock: Clock
) -> None:
    views.saw(OFFICE, OWN)
    clock.now += DAY.total_seconds() - 1
    assert view(views) == StoreView(seen_from=OFFICE, own=OWN)
    clock.now += 1
    assert view(views) is None
    views.saw(HOME, OWN)
    assert view(views) == StoreView(seen_from=HOME, own=OWN)


@pytest.mark.parametrize("nonsense", ["", "store", "203.0.113.7, 203.0.113.8", "203.0.113.0/28", "ü", "9" * 99])
def test_what_is_no_address_changes_nothing_and_makes_nothing_younger(
    views: StoreViews, clock: Clock, nonsense: str
) -> None:
    views.saw(nonsense, OWN)
    assert view(views) is None
    views.saw(OFFICE, OWN)
    clock.now += DAY.total_seconds() - 1
    views.saw(nonsense, OWN)
    assert view(views) == StoreView(seen_from=OFFICE, own=OWN)
    clock.now += 1
    assert view(views) is None


def test_once_the_address_that_was_spoken_from_is_gone_it_counts_no_more_also_when_that_is_back(
    views: StoreViews, lost: set[str]
) -> None:
    views.saw(OFFICE, OWN)
    lost.add(OWN)
    assert view(views) is None
    lost.clear()
    assert view(views) is None
    views.saw(HOME, OWN)
    assert view(views) == StoreView(seen_from=HOME, own=OWN)


def test_this_machine_knows_its_own_addresses() -> None:
    assert all(is_own_address(address) for address in ("127.0.0.1", *own_addresses()))
    assert not any(is_own_address(address) for address in (OFFICE, "2001:db8::7"))


def test_seen_again_is_news_though_nothing_changed(views: StoreViews) -> None:
    views.saw(OFFICE, "fe80::1%eth0")
    first = views.last(DAY)
    views.saw(OFFICE, "fe80::1")
    second = views.last(DAY)
    assert first
    assert second
    assert first != second
    assert first.view == second.view


@pytest.fixture
def keeper(tmp_path: Path, views: StoreViews) -> Iterator[RunningKeeper]:
    running = RunningKeeper(tmp_path, Ruled(version="none", lease=DAY), views=views)
    yield running
    running.stop()


def test_a_seat_is_told_before_it_hears_what_it_is(keeper: RunningKeeper, views: StoreViews) -> None:
    views.saw(OFFICE, OWN)
    seat = keeper.peer("seat")
    said: list[Message] = []
    while not any(isinstance(message, TruthTold) for message in said):
        if (message := seat.receive(0.2)) is not None:
            said.append(message)
    told = [message for message in said if isinstance(message, StoreViewTold | TruthTold)]
    assert told[0] == StoreViewTold(view=StoreView(seen_from=OFFICE, own=OWN))


def test_a_seat_that_comes_to_a_keeper_that_knows_nothing_is_told_so(keeper: RunningKeeper) -> None:
    assert hear(keeper.peer("seat"), StoreViewTold).view is None


def test_a_seat_hears_of_every_sighting_and_of_its_end(keeper: RunningKeeper, views: StoreViews, clock: Clock) -> None:
    seat = keeper.peer("seat")
    hear(seat, StoreViewTold)
    for seen in (OFFICE, HOME, HOME):
        views.saw(seen, OWN)
        assert hear(seat, StoreViewTold).view == StoreView(seen_from=seen, own=OWN)
    clock.now += DAY.total_seconds()
    assert hear(seat, StoreViewTold).view is None


def test_what_the_store_saw_as_it_judged_a_code_is_told_before_the_seat_is_open(
    keeper: RunningKeeper, views: StoreViews
) -> None:
    seat, prompt = keeper.peer("seat"), keeper.peer("prompt")
    seat.send(Ready(capabilities=()))
    hear(seat, StoreViewTold)
    views.saw(HOME, OWN)
    prompt.send(CodeOffered(agent="cruz", code="111111"))
    assert hear(prompt, Verdict).accepted
    assert hear(seat, StoreViewTold).view == StoreView(seen_from=HOME, own=OWN)
    assert hear(seat, TruthTold, lambda told: told.truth is Truth.ACTIVE)
