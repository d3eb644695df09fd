"""The product as it runs, on a bed: store, keeper, shields and seat, with an agent who signed in."""

# SPDX-License-Identifier: Apache-2.0

import subprocess
import time
from pathlib import Path

from tests.bench.hand import Hand
from tests.demo.audit import Audit
from tests.demo.product import Product, until
from tests.desktop.bed import Bed
from workstation.errors import LinkError
from workstation.facts.truth import Truth
from workstation.link.asking import ask_status
from workstation.packs import shipped_pack
from workstation.policy.load import parse_policy
from workstation.policy.rules import DeskRule

AGENT = "maria"
TAB, RETURN = 0xFF09, 0xFF0D


class SignedIn:
    """From its making to `close` the seat is open for an agent."""

    def __init__(self, bed: Bed, hand: Hand, policy: Path) -> None:
        self._hand = hand
        self._product = Product(bed.folder / "product", bed.environment)
        try:
            self._product.start_store()
            self._product.add_agent(AGENT)
            self._product.publish(policy)
            self._product.enroll(bed.folder / "keeper")
            self._product.start_keeper(bed.folder / "keeper")
            rules = parse_policy(policy.read_bytes(), str(policy), shipped_pack).rule
            items = sum(len(rule.checklist) for rule in rules if isinstance(rule, DeskRule))
            until(lambda: self._truth() is Truth.SIGNED_OUT and self._shields() == 2, "the shields are up")
            self._sign_in(bed, items)
        except BaseException:
            self._product.stop()
            raise
        ca = self._product.store / "ca.pem"
        self.audit = Audit(self._product.url, ca, self._product.supervisor_token())

    @property
    def socket(self) -> Path:
        """Return where the keeper listens."""
        return self._product.socket

    def is_open(self) -> bool:
        """Say whether the desktop is uncovered."""
        return self._truth() is Truth.ACTIVE

    def why_closed(self) -> str:
        """Return what the keeper gives as the reason for what the seat is."""
        return ask_status(self._product.socket).seat.reason

    def close(self) -> None:
        """End the product."""
        self._product.stop()

    def _sign_in(self, bed: Bed, items: int) -> None:
        until(lambda: _has_window(bed, "Deskwarden"), "the prompt shows")
        time.sleep(1.5)  # as a person; what is typed is looked at by its effect alone
        self._hand.type(AGENT)
        self._hand.press(TAB)
        self._hand.type(self._product.code(AGENT))
        self._hand.press(RETURN)
        if items:
            time.sleep(3)
            for item in range(items):
                self._hand.press(ord(str(item + 1)))
            self._hand.press(RETURN)
        until(self.is_open, "the desktop opens")

    def _truth(self) -> Truth | None:
        try:
            return ask_status(self._product.socket).seat.truth
        except LinkError:
            return None

    def _shields(self) -> int:
        return ask_status(self._product.socket).seat.shields


def _has_window(bed: Bed, title: str) -> bool:
    find = ("xdotool", "search", "--onlyvisible", "--name", title)
    return bool(subprocess.run(find, env=bed.environment, capture_output=True, check=False).stdout)
