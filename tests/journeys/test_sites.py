"""A seat with the addresses of its site, which the store sees from elsewhere, stays locked and says why."""

# SPDX-License-Identifier: Apache-2.0

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.bed import Bed, eventually
from tests.journeys import test_factors
from tests.journeys.test_factors import WAIT
from workstation.desktop.surroundings import own_addresses
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.link.asking import ask_status

SITE = """
name = "Sites"
format = 1

[[site]]
name = "cebu"
networks = ["0.0.0.0/0", "::/0"]
seen_from = ["{seen_from}"]

[[rule]]
kind = "network"
id = "in-the-office-only"
sites = ["cebu"]

[[rule]]
kind = "idle"
id = "idle"
after_seconds = 900
"""
ELSEWHERE, HERE = SITE.format(seen_from="203.0.113.0/28"), SITE.format(seen_from="127.0.0.0/8")


class Desk(test_factors.Desk):
    """A workstation that has every network's address, and whose store sees it elsewhere until it is told otherwise."""

    rules = ELSEWHERE

    def prepare(self) -> None:
        """Leave the store as it is."""

    def publish(self, rules: str) -> None:
        policy = self.product.folder / "policy.toml"
        policy.write_text(rules)
        before = ask_status(self.product.socket).policy.version
        self.product.publish(policy)
        eventually(lambda: ask_status(self.product.socket).policy.version != before, "it is in force", WAIT)

    def closed_because(self, reason: str) -> bool:
        seat = ask_status(self.product.socket).seat
        return (seat.truth, seat.reason) == (Truth.LOCKED, reason)

    def keep_picture(self, name: str) -> None:
        """Keep a picture of the screen where somebody wants to look at it."""
        if folder := os.environ.get("DESKWARDEN_PICTURES"):
            command = ("import", "-display", self.display, "-window", "root", Path(folder, f"{name}.png"))
            subprocess.run(command, check=True, timeout=WAIT)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    bed = Bed(tmp_path)
    desk = None
    try:
        bed.open()
        desk = Desk(bed, tmp_path / "product")
        desk.open()
        yield desk
    finally:
        if desk:
            desk.product.stop()
        bed.stop()


@pytest.mark.desktop
@pytest.mark.skipif(not own_addresses(), reason="this machine has no network")
def test_a_seat_that_the_store_sees_elsewhere_stays_locked_and_at_its_site_it_works_on_without_the_store(
    desk: Desk,
) -> None:
    desk.enter(desk.product.code("cruz"), *"cruz")
    eventually(lambda: desk.closed_because("network"), "it locks as soon as it is open", WAIT)
    desk.await_prompt(Truth.LOCKED)
    desk.keep_picture("network")
    eventually(lambda: desk.entries(Kind.OUTSIDE_NETWORK), "the store knows why", WAIT)
    assert [entry.agent for entry in desk.entries(Kind.OUTSIDE_NETWORK)] == ["cruz"]

    desk.publish(HERE)
    desk.press(*desk.product.code("cruz", ahead=1), "Return")
    eventually(lambda: desk.truth is Truth.ACTIVE, "it opens where the store sees it", WAIT)
    assert desk.product.store_process is not None
    desk.product.store_process.kill()
    eventually(lambda: not ask_status(desk.product.socket).store.answers, "the store is away", WAIT)
    assert desk.truth is Truth.ACTIVE
    assert len(desk.entries(Kind.OUTSIDE_NETWORK)) == 1
    assert not desk.entries(Kind.NETWORK_UNKNOWN)
