"""An agent at two seats ends the other one: real store, real keepers."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.keeper.test_passwordchange_whole import PASSWORD, RULES, TwoSeats
from tests.keeper.workplace import working
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.link.messages import (
    ElsewhereAnswered,
    ElsewhereOffered,
    Message,
    MySessions,
    MySessionsWanted,
    TruthTold,
)


@pytest.fixture
def seats(tmp_path: Path) -> Iterator[TwoSeats]:
    with working(tmp_path, ("Ana",), RULES) as place:
        seats = TwoSeats(place, tmp_path)
        try:
            yield seats
        finally:
            seats.close()


def told(seats: TwoSeats) -> MySessions:
    """Return what the first seat is told of its agent's sessions."""
    peers = seats.place.peers
    peers.seat.send(MySessionsWanted(number=1))
    said = peers.hear(peers.seat, lambda message: isinstance(message, MySessions))
    assert isinstance(said, MySessions)
    return said


def ends(seats: TwoSeats, code: str) -> str:
    peers = seats.place.peers
    peers.seat.send(ElsewhereOffered(number=2, code=code))
    said = peers.hear(peers.seat, lambda message: isinstance(message, ElsewhereAnswered))
    assert isinstance(said, ElsewhereAnswered)
    return said.reason


def test_an_agent_sees_both_seats_ends_the_other_and_is_told(seats: TwoSeats) -> None:
    place = seats.place
    assert seats.signs_in(seats.other).accepted
    assert seats.signs_in(place.peers, PASSWORD).accepted
    while len(said := told(seats).sessions) < 2:
        continue  # what a seat has not sent yet is not known
    assert [(each.is_here, each.is_open) for each in said] == [(True, True), (False, True)]
    assert len({each.workstation for each in said}) == 2
    assert ends(seats, "000000") == "wrong_code"
    assert ends(seats, seats.code()) == "ok"

    def is_out(each: Message) -> bool:
        over = (Truth.SIGNED_OUT, "sessions_ended")
        return isinstance(each, TruthTold) and (each.truth, each.reason) == over

    seats.other.hear(seats.other.prompt, is_out)
    place.peers.hear(place.peers.seat, lambda _: place.at_store(Kind.SIGNED_OUT, "Ana"))
    place.peers.hear(place.peers.seat, lambda _: place.at_store(Kind.CREDENTIALS_TOLD, "Ana"))
    assert place.at_store(Kind.SESSIONS_ENDED, "Ana")
    (here,) = told(seats).sessions
    assert here.is_here


def test_a_store_that_is_away_tells_nothing_and_ends_nothing(seats: TwoSeats) -> None:
    assert seats.signs_in(seats.place.peers).accepted
    seats.place.store.stop()
    assert told(seats) == MySessions(number=1, reason="store_away", factors=("totp",))
    assert ends(seats, seats.code()) == "store_away"
