"""An installed workstation as the person in front of it sees it."""

# SPDX-License-Identifier: Apache-2.0

import os
import signal
from collections.abc import Iterator

import pytest

from tests.installed.desktop import Screen, shown
from tests.installed.stage import AGENT, only_root
from tests.installed.workplace import eventually
from workstation.facts.kinds import Kind

pytestmark = [only_root, pytest.mark.desktop]


@pytest.fixture
def screen() -> Iterator[Screen]:
    with shown() as screen:
        yield screen


def test_an_agent_signs_in_and_neither_a_killed_seat_nor_a_killed_keeper_leaves_the_screen_open(screen: Screen) -> None:
    place = screen.place
    eventually(screen.covered)
    screen.sign_in()
    assert place.health(AGENT)["seat"]["truth"] == "active"

    (seat,) = place.started("seat")
    assert place.stage.run(AGENT, "kill", "-9", str(seat)).returncode == 0
    eventually(screen.covered)
    eventually(place.stands)
    assert place.started("seat") != [seat]
    assert place.health(AGENT)["seat"]["reason"] == "seat_lost"

    shields = place.started("shield")
    for shield in shields:
        assert "not permitted" in place.stage.run(AGENT, "kill", "-9", str(shield)).stderr.lower()
    os.kill(place.keepers[-1], signal.SIGKILL)
    place.hear_of_keeper()
    eventually(place.stands)
    assert screen.covered()
    assert place.started("shield") == shields

    place.close()
    kinds = {kind for kind, _ in place.kept}
    assert {Kind.SIGNED_IN, Kind.SEAT_LOST, Kind.KEEPER_STARTED} <= kinds
    assert screen.covered(), "without a keeper the screen stays covered"
