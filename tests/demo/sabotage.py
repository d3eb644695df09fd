"""The keeper with one adapter replaced: how the demo takes a control away from outside the product.

`python -m tests.demo.sabotage WHAT --dir … --socket …` runs it.
"""

# SPDX-License-Identifier: Apache-2.0

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from workstation.errors import StoreError, WardenError
from workstation.facts.keyanswer import KeyAnswer
from workstation.keeper.ports import CodeVerdict
from workstation.keeper.process import Adapters, Place, build_adapters, run_keeper
from workstation.keeper.storeclient import HttpsStore
from workstation.keeper.trialwarden import TrialWarden
from workstation.record.entry import Entry
from workstation.record.eventstream import Event
from workstation.record.receipt import Receipt


class AnyCode:
    """A verifier that lets every code in."""

    def __init__(self, agent: str) -> None:
        self._agent = agent

    def verify(
        self, seat_id: str, agent: str, code: str, password: str | None = None, key: KeyAnswer | None = None
    ) -> CodeVerdict:
        """Accept."""
        assert seat_id or code or password or key
        return CodeVerdict(accepted=True, reason="ok", agent=agent or self._agent, team="cards")

    def forget(self, agent: str) -> None:
        """Know nobody anyhow."""


class OneSeatOnly(TrialWarden):
    """A warden that starts a seat once and never again."""

    def start(self, part: str, slot: int) -> int:
        """Start a part, but not a second seat."""
        if part == "seat" and (self._logs / "seat-started").exists():
            raise WardenError("no second seat")
        if part == "seat":
            (self._logs / "seat-started").touch()
        return super().start(part, slot)


class GivesUp(HttpsStore):
    """A way to the store that is broken for ever after the first failure."""

    broken = False

    def ship(self, seat_id: str, entries: Sequence[Entry], known: int = 0) -> Receipt:
        """Ship until it failed once."""
        if self.broken:
            raise StoreError("given up")
        try:
            return super().ship(seat_id, entries, known)
        except StoreError:
            self.broken = True
            raise


class Deaf(HttpsStore):
    """A way to the store over which nothing is ever told."""

    def directives(self, after: int | None) -> Iterator[Event]:
        """Fail."""
        raise StoreError(f"deaf after {after}")


def replace(what: str, place: Place, adapters: Adapters) -> Place:
    """Replace one adapter, or one part's command."""
    commands = {part: (sys.executable, "-m", f"tests.demo.{module}") for part, module in PARTS.get(what, ())}
    place = Place(folder=place.folder, policy=None, socket=place.socket, commands=commands)
    started = {part: place.command(part) for part in ("seat", "shield")}
    adapters.warden = TrialWarden(started, place.folder)
    match what:
        case "any-code-opens":
            adapters.verifier = AnyCode("")
        case "seat-never-again":
            adapters.warden = OneSeatOnly(started, place.folder)
        case "shipper-gives-up":
            adapters.shipper._store = GivesUp(adapters.enrolment)
        case "never-hears":
            adapters.store = Deaf(adapters.enrolment)
        case "ships-nothing":
            adapters.shipper._store = GivesUp(adapters.enrolment)
            adapters.shipper._store.broken = True
    return place


PARTS = {
    "trusting-fetch": (("fetch-policy", "trusting_fetch"),),
    "shield-without-grabs": (("shield", "sabotaged_shield"),),
    "shield-trusting": (("shield", "trusting_shield"),),
    "mask-everything": (("seat", "sabotaged_seat"),),
    "leaky-scanner": (("seat", "leaky_seat"),),
}


def main() -> None:
    """Run the sabotaged keeper."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what")
    for name in ("dir", "socket"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    asked = parser.parse_args()
    place = Place(folder=asked.dir, policy=None, socket=asked.socket)
    adapters = build_adapters(place)
    run_keeper(replace(asked.what, place, adapters), adapters)


if __name__ == "__main__":
    main()
