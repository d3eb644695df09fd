"""From where the store sees a workstation, as its seat hears it: real store over TLS, real keeper process."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.keeper.peers import Peers
from tests.keeper.running import eventually
from tests.keeper.workplace import Workplace, working
from workstation.facts.kinds import Kind
from workstation.facts.situation import StoreView
from workstation.facts.truth import Truth
from workstation.link.asking import ask_status
from workstation.link.messages import Message, Ready, StoreViewTold, TruthTold

HERE = StoreView(seen_from="127.0.0.1", own="127.0.0.1")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    with working(tmp_path, ("Ana",)) as made:
        yield made


def hears(place: Workplace, view: StoreView | None) -> None:
    def fits(message: Message) -> bool:
        return isinstance(message, StoreViewTold) and message.view == view

    place.peers.hear(place.peers.seat, fits)


def test_the_seat_hears_it_also_while_the_store_is_away_and_not_from_a_keeper_that_never_did(place: Workplace) -> None:
    hears(place, HERE)
    assert ask_status(place.keeper.socket).store.seen_from == "127.0.0.1"
    place.store.stop()
    place.peers.close()
    place.peers = Peers(place.keeper.socket)
    hears(place, HERE)
    place.peers.close()
    place.keeper.kill()
    place.peers = Peers(place.keeper.socket)
    hears(place, None)


def test_a_store_behind_a_proxy_that_says_nothing_tells_nothing(place: Workplace) -> None:
    hears(place, HERE)
    place.store.options = ("--trusted-proxy", "127.0.0.1")
    place.store.restart()
    place.peers.close()
    place.keeper.kill()
    place.peers = Peers(place.keeper.socket)
    place.peers.seat.send(Ready(capabilities=()))
    assert place.signs_in("Ana").accepted
    views = []

    def opens(message: Message) -> bool:
        if isinstance(message, StoreViewTold):
            views.append(message.view)
        return isinstance(message, TruthTold) and message.truth is Truth.ACTIVE

    place.peers.hear(place.peers.seat, opens)
    assert views == [None], "the store judged a code and saw nobody"


def test_a_seat_with_nothing_to_tell_knows_at_once_that_the_store_is_away_and_that_it_is_back(place: Workplace) -> None:
    def knows(*, answers: bool) -> None:
        def told() -> bool:
            shipping = ask_status(place.keeper.socket).store
            return (shipping.answers, shipping.waiting) == (answers, 0)

        eventually(told)

    eventually(lambda: place.at_store(Kind.SEAT_READY))
    knows(answers=True)
    port = int(place.store.url.rpartition(":")[2])
    place.store.stop()
    knows(answers=False)
    place.store.start(port)
    knows(answers=True)
