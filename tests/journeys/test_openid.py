"""An agent signs in by an account: the code on the shield is scanned off the screen and confirmed on another device."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.bed import Bed, eventually
from tests.journeys.test_factors import WAIT, Desk
from tests.openid.browser import Browser
from tests.openid.provider import CLIENT, SECRET, running
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth


class AccountDesk(Desk):
    """A workstation whose policy asks for an account at `issuer`, where the agent cruz is "cruz-7"."""

    rules = """
name = "Accounts"
format = 1

[[rule]]
kind = "factors"
id = "account"
factors = ["openid"]

[[rule]]
kind = "idle"
id = "idle"
after_seconds = 900
"""

    def __init__(self, bed: Bed, folder: Path, issuer: str) -> None:
        super().__init__(bed, folder)
        self._issuer = issuer
        self._seen = folder.parent / "seen.png"

    def prepare(self) -> None:
        settings = ("--issuer", self._issuer, "--client-id", CLIENT, "--stdin")
        self.order("store", "openid", "set", *settings, typed=SECRET)
        self.order("agent", "link", "cruz", "cruz-7")

    def begin(self) -> str:
        """Press Enter at the prompt, and return what a phone scans off the screen then."""
        self.press("Return")
        eventually(self._scanned, "a code is on the screen", WAIT)
        return self._scanned()

    def _scanned(self) -> str:
        subprocess.run(["import", "-display", self.display, "-window", "root", str(self._seen)], check=True)
        read = subprocess.run(["zbarimg", "-q", "--raw", str(self._seen)], capture_output=True, text=True, check=False)
        return read.stdout.strip()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[AccountDesk]:
    bed = Bed(tmp_path)
    desk = None
    with running() as issuer:
        try:
            bed.open()
            desk = AccountDesk(bed, tmp_path / "product", issuer)
            desk.open()
            yield desk
        finally:
            if desk:
                desk.product.stop()
            bed.stop()


@pytest.mark.desktop
def test_a_code_is_scanned_off_the_shield_and_the_account_that_confirms_it_opens_the_seat(desk: AccountDesk) -> None:
    Browser().confirm(desk.begin(), "cruz-7")
    eventually(lambda: desk.truth is Truth.ACTIVE, "the account opens the seat", WAIT)
    eventually(lambda: desk.entries(Kind.SIGNED_IN), "the sign-in is at the store", WAIT)
    assert [entry.body.details["factor"] for entry in desk.entries(Kind.SIGNED_IN)] == ["openid"]

    desk.lose_the_seat()
    Browser().confirm(desk.begin(), "reyes-1")
    eventually(lambda: desk.entries(Kind.CODE_REFUSED), "another account is refused", WAIT)
    assert desk.truth is Truth.LOCKED

    desk.await_prompt(Truth.LOCKED)
    Browser().confirm(desk.begin(), "cruz-7")
    eventually(lambda: desk.truth is Truth.ACTIVE, "the account unlocks its own seat", WAIT)
