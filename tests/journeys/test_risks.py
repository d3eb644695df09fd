"""An agent reads the policy before the seat opens, proves anew who they are after a risk, and is locked in the dark."""

# SPDX-License-Identifier: Apache-2.0

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.demo.product import Product
from tests.desktop.bed import Bed, eventually
from tests.ui.screen import pixels_of
from workstation.auditstore.query import Wanted, find
from workstation.auditstore.schema import Database
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.link.asking import ask_status
from workstation.record.feeditem import FeedItem

BUTTON = "#8fc1f0"
POLICY = """
name = "Risks"
format = 1
acknowledge = true

[[rule]]
kind = "reauth"
id = "often"
after_risks = ["clock"]
violations_an_hour = 1

[[rule]]
kind = "idle"
id = "idle"
after_seconds = 900
"""
WAIT = 90


class Desk:
    """A workstation under two shields, its store, and somebody at its keyboard."""

    def __init__(self, bed: Bed, folder: Path) -> None:
        self._environment = bed.environment
        self.product = Product(folder, bed.environment)

    def open(self) -> None:
        """Start everything; returns once the prompt asks for a sign-in."""
        self.product.start_store()
        self.product.add_agent("cruz")
        policy = self.product.folder / "policy.toml"
        policy.write_text(POLICY)
        self.product.publish(policy)
        self.product.enroll(self.product.folder / "keeper")
        self.product.start_keeper(self.product.folder / "keeper")
        eventually(self.product.socket.exists, "the keeper listens", WAIT)
        self.await_prompt(Truth.SIGNED_OUT)

    def await_prompt(self, truth: Truth) -> None:
        """Return once the seat is up, closed, and asks."""

        def asks() -> bool:
            seat = ask_status(self.product.socket).seat
            return seat.truth is truth and seat.is_ready and self.blue() > 1000

        eventually(asks, f"the prompt asks ({truth})", WAIT)

    def press(self, *keys: str) -> None:
        command = ("xdotool", "key", "--delay", "20", *keys)
        subprocess.run(command, env=self._environment, check=True, timeout=WAIT)

    def turn_off_the_screen(self) -> None:
        subprocess.run(("xset", "s", "activate"), env=self._environment, check=True, timeout=WAIT)

    def entries(self, kind: Kind) -> list[FeedItem]:
        """Return what the store holds of that kind."""
        database = Database(self.product.store)
        try:
            return list(find(database, Wanted(kind=kind)))
        finally:
            database.close()

    def blue(self) -> int:
        """Return how much of the prompt's button there is on the screen."""
        return len(pixels_of(BUTTON, self._environment["DISPLAY"]))

    def keep_picture(self, name: str) -> None:
        """Keep a picture of the screen where somebody wants to look at it."""
        if folder := os.environ.get("DESKWARDEN_PICTURES"):
            path = Path(folder, f"{name}.png")
            subprocess.run(("import", "-window", "root", path), env=self._environment, check=True, timeout=WAIT)

    @property
    def truth(self) -> Truth:
        return ask_status(self.product.socket).seat.truth


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
def test_the_policy_is_read_first_and_many_violations_ask_who_it_is(desk: Desk) -> None:
    before = desk.blue()
    desk.press(*"cruz", "Tab", *desk.product.code("cruz"), "Return")
    eventually(lambda: desk.blue() != before, "the policy takes the place of the code", WAIT)
    desk.keep_picture("policy")
    desk.press("Return")
    assert desk.truth is Truth.SIGNED_OUT
    assert not desk.entries(Kind.POLICY_ACKNOWLEDGED)
    desk.press("space", "Return")
    eventually(lambda: desk.truth is Truth.ACTIVE, "who has read it comes in", WAIT)
    eventually(lambda: desk.entries(Kind.SIGNED_IN), "the sign-in is at the store", WAIT)
    (read,), (signed_in,) = desk.entries(Kind.POLICY_ACKNOWLEDGED), desk.entries(Kind.SIGNED_IN)
    assert (read.agent, read.seq < signed_in.seq) == ("cruz", True)
    assert set(read.body.details) == {"version", "policy_digest"}

    for _ in range(2):
        shield, *_ = desk.product.parts("shield")
        shield.kill()
        shield.wait(WAIT)
        eventually(lambda: len(desk.product.parts("shield")) == 2, "the shield is started again", WAIT)
    desk.await_prompt(Truth.REAUTH_DUE)
    desk.keep_picture("reauth")
    eventually(lambda: desk.entries(Kind.REAUTH_DUE), "the store knows why", WAIT)
    assert [entry.body.details["reason"] for entry in desk.entries(Kind.REAUTH_DUE)] == ["reauth_violations"]
    desk.press(*desk.product.code("cruz", ahead=1), "Return")
    eventually(lambda: desk.truth is Truth.ACTIVE, "a code opens it again", WAIT)
    assert len(desk.entries(Kind.POLICY_ACKNOWLEDGED)) == 1

    desk.turn_off_the_screen()
    eventually(lambda: desk.truth is Truth.LOCKED, "a screen that turns off locks it", WAIT)
    eventually(lambda: desk.entries(Kind.LOCKED), "the store knows why", WAIT)
    assert [entry.body.details["reason"] for entry in desk.entries(Kind.LOCKED)] == ["screen_off"]
