"""An agent signs in with a password and a code at the shields, by keys alone, and again while the store is away."""

# SPDX-License-Identifier: Apache-2.0

import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.demo.product import DESKWARDEN, Product
from tests.desktop.bed import Bed, eventually
from tests.ui.screen import pixels_of
from workstation.auditstore.query import Wanted, find
from workstation.auditstore.schema import Database
from workstation.errors import LinkError
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.link.asking import ask_status
from workstation.record.feeditem import FeedItem

BUTTON = "#8fc1f0"
PASSWORD = "Blue Kité #9 ~ over Manila"
# The same at a keyboard that is English (US, international with dead keys): tilde and accent wait for the next key.
KEYS = (
    *("B", "l", "u", "e", "space", "K", "i", "t", "dead_acute", "e", "space", "numbersign", "9", "space"),
    *("dead_tilde", "space", "space", "o", "v", "e", "r", "space", "M", "a", "n", "i", "l", "a"),
)
POLICY = """
name = "Factors"
format = 1

[[rule]]
kind = "factors"
id = "both"

[[rule]]
kind = "idle"
id = "idle"
after_seconds = 900
"""
WAIT = 90


class Desk:
    """A workstation under two shields, its store, and somebody at its keyboard; `rules` are what is published.

    `keeper` is the command that runs the keeper.
    """

    rules = POLICY
    keeper: Sequence[str] = (*DESKWARDEN, "keeper")

    def __init__(self, bed: Bed, folder: Path) -> None:
        self._bed = bed
        self.product = Product(folder, bed.environment)

    def open(self) -> None:
        """Start everything; returns once the prompt shows."""
        self._run("setxkbmap", "us", "-variant", "intl")
        self.product.start_store()
        self.product.add_agent("cruz")
        self.prepare()
        policy = self.product.folder / "policy.toml"
        policy.write_text(self.rules)
        self.product.publish(policy)
        self.product.enroll(self.product.folder / "keeper")
        self.product.start_keeper(self.product.folder / "keeper", self.keeper)
        self.await_prompt(Truth.SIGNED_OUT)

    def prepare(self) -> None:
        """Do at the store's terminal what the rules need."""
        self.order("agent", "password", "cruz", "--stdin", typed=PASSWORD)

    def order(self, *words: str, typed: str = "") -> None:
        """Say it at the store's terminal, with this line of standard input."""
        command = (*DESKWARDEN, *words, "--dir", str(self.product.store))
        subprocess.run(command, input=f"{typed}\n", text=True, check=True, capture_output=True)

    def await_prompt(self, truth: Truth) -> None:
        """Return once the seat is up, closed, and asks."""

        def asks() -> bool:
            try:
                seat = ask_status(self.product.socket).seat
            except LinkError:  # its socket is there a moment before it listens
                return False
            return seat.truth is truth and seat.is_ready and len(pixels_of(BUTTON, self.display)) > 1000

        eventually(self.product.socket.exists, "the keeper listens", WAIT)
        eventually(asks, f"the prompt asks ({truth})", WAIT)

    def lose_the_seat(self) -> None:
        """Kill the seat; returns once it is up again, locked, and the prompt asks."""
        for seat in self.product.parts("seat"):
            seat.kill()
        self.await_prompt(Truth.LOCKED)

    def press(self, *keys: str) -> None:
        self._run("xdotool", "key", "--delay", "20", *keys)

    def enter(self, code: str, *before: str) -> None:
        """Type what comes before the code, then the code, and hand it in."""
        self.press(*before, "Tab", *code, "Return")

    def entries(self, kind: Kind) -> list[FeedItem]:
        """Return what the store holds of that kind."""
        database = Database(self.product.store)
        try:
            return list(find(database, Wanted(kind=kind)))
        finally:
            database.close()

    @property
    def truth(self) -> Truth:
        return ask_status(self.product.socket).seat.truth

    @property
    def display(self) -> str:
        return self._bed.environment["DISPLAY"]

    def _run(self, *command: str) -> None:
        subprocess.run(command, env=self._bed.environment, check=True, timeout=WAIT)


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
def test_a_password_and_a_code_open_a_seat_by_keys_alone_with_the_store_and_without(desk: Desk) -> None:
    desk.press(*"cruz", "Tab")
    desk.enter(desk.product.code("cruz", ahead=-1), *KEYS[:-1])
    eventually(lambda: desk.entries(Kind.CODE_REFUSED), "a wrong password is refused", WAIT)
    assert desk.truth is Truth.SIGNED_OUT
    desk.enter(desk.product.code("cruz"), *KEYS)
    eventually(lambda: desk.truth is Truth.ACTIVE, "password and code open the seat", WAIT)
    eventually(lambda: desk.entries(Kind.SIGNED_IN), "the sign-in is at the store", WAIT)
    assert [entry.body.details["factor"] for entry in desk.entries(Kind.SIGNED_IN)] == ["totp+password"]
    assert [entry.body.details["reason"] for entry in desk.entries(Kind.CODE_REFUSED)] == ["wrong_code"]

    recovery = json.loads(desk.product.say("agent", "recovery", "cruz", "--dir", str(desk.product.store), "--json"))
    desk.lose_the_seat()
    desk.enter(recovery["codes"][0].lower().replace("-", ""), *KEYS)
    eventually(lambda: desk.entries(Kind.UNLOCKED), "a recovery code opens the seat", WAIT)
    assert [entry.body.details["factor"] for entry in desk.entries(Kind.UNLOCKED)] == ["recovery+password"]

    assert desk.product.store_process is not None
    desk.product.store_process.kill()
    desk.lose_the_seat()
    desk.enter(desk.product.code("cruz", ahead=1), *KEYS)
    eventually(lambda: desk.truth is Truth.ACTIVE, "password and code open the seat while the store is away", WAIT)

    said = b"".join(path.read_bytes() for path in desk.product.folder.rglob("*") if path.is_file())
    assert b"Blue Kit" not in said
    assert b"over Manila" not in said
