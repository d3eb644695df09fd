"""SIGKILL of seat, keeper and store at random moments of the work: nothing acknowledged is lost, no lock opens."""

# SPDX-License-Identifier: Apache-2.0

import random
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from tests.demo.pixels import Pixels
from tests.demo.product import NeverHappenedError, until
from tests.demo.relay import Relay
from tests.demo.rows_copying import by_key, by_mouse
from tests.demo.rows_end import record_verifies
from tests.demo.rows_masking import card_in_page
from tests.demo.rows_seat import locked
from tests.demo.scene import SHIELD, Scene

WATCHED_SECONDS = 4.0
BACK_WITHIN = 60.0
NOT_NOW = (NeverHappenedError, AssertionError, subprocess.SubprocessError)


@dataclass(frozen=True, slots=True)
class Work:
    """Something that the agent is at while a process is killed, up to `seconds` after its begin."""

    name: str
    play: Callable[[Scene], None]
    seconds: float
    opens: bool = False


def wrong_code(scene: Scene) -> None:
    """Offer a code that is wrong."""
    locked(scene)
    scene.offer(f"{(int(scene.product.code(scene.agent)) + 111_111) % 1_000_000:06d}")


def unlock(scene: Scene) -> None:
    """Let the seat lock, then open it."""
    locked(scene)
    scene.unlock()


WORKS = (
    Work("copying by key", by_key, 1.5),
    Work("selecting by mouse", by_mouse, 1.0),
    Work("away from the desk", locked, 20),
    Work("offering a wrong code", wrong_code, 20),
    Work("unlocking", unlock, 20, opens=True),
)
VICTIMS = (("seat",), ("keeper",), ("store",), ("seat", "keeper"), ("shield",), ("shield", "shield"))


class Kills:
    """Rounds of work and kill on one scene, with `relay` between its keeper and the store."""

    def __init__(self, scene: Scene, relay: Relay, seed: int, say: Callable[[str], None]) -> None:
        self._scene = scene
        self._relay = relay
        self._chance = random.Random(seed)  # noqa: S311 - printed, so that a failure can be played again
        self._say = say

    def play(self, count: int) -> list[str]:
        """Play `count` rounds and return what failed, a line each; none is the good outcome."""
        failures = []
        for turn in range(count):
            work, victims = self._chance.choice(WORKS), self._chance.choice(VICTIMS)
            found = self._round(work, victims)
            what = f"{' and '.join(victims)} killed while {work.name}"
            self._say(f"  {'held' if not found else 'FAILED':14} {turn + 1}: {what}{': ' if found else ''}{found}")
            if found:
                self._scene.picture(f"failed-{turn + 1}")
                failures.append(f"{what}: {found}")
        return [*failures, *self._nothing_lost()]

    def _round(self, work: Work, victims: tuple[str, ...]) -> str:
        """Return what went wrong, "" for nothing."""
        scene = self._scene
        self._at_work()
        hand = threading.Thread(target=_tries, args=(work.play, scene))
        hand.start()
        hand.join(self._chance.uniform(0, work.seconds))
        x, y, _, height = scene.stage.crm.box("card")
        eyes = Pixels(scene.stage.bed.environment["DISPLAY"])
        was_covered = eyes.at(x + 20, y + height // 2) == SHIELD
        colours = eyes.seen_while(x + 20, y + height // 2, lambda: self._kill(victims), WATCHED_SECONDS)
        eyes.close()
        hand.join()
        if was_covered and not work.opens and colours != {SHIELD}:
            return f"{len(colours - {SHIELD})} colours showed through the lock"
        try:
            self._all_back()
            self._at_work()
            until(lambda: card_in_page(scene).held, "the card is masked again", BACK_WITHIN)
        except NeverHappenedError as error:
            return str(error)
        return ""

    def _kill(self, victims: tuple[str, ...]) -> None:
        product = self._scene.product
        shields = product.parts("shield")
        for victim in victims:
            match victim:
                case "keeper" if product.keeper_process:
                    product.keeper_process.kill()
                case "store" if product.store_process:
                    product.store_process.kill()
                case "shield" if shields:
                    shields.pop().kill()
                case "seat":
                    for process in product.parts("seat"):
                        process.kill()

    def _all_back(self) -> None:
        """Start the store again where it was killed (systemd would), and see keeper, seat and shields come back."""
        product = self._scene.product
        if product.store_process and product.store_process.process.poll() is not None:
            product.start_store()
        until(lambda: len(product.parts("seat")) == 1, "the seat runs again", BACK_WITHIN)
        until(lambda: len(product.parts("shield")) == 2, "both shields run again", BACK_WITHIN)

    def _at_work(self) -> None:
        """Have the agent at an open desk, with as many codes as it takes."""

        def is_open() -> bool:
            if self._scene.covered():
                _tries(Scene.unlock, self._scene)
            return not self._scene.covered()

        until(is_open, "the agent can open the seat again", 3 * BACK_WITHIN)
        self._scene.stage.move()

    def _nothing_lost(self) -> list[str]:
        """Return which acknowledged entries the store does not have, and whether its record verifies."""
        there = {(item["seat_id"], item["seq"]) for item in self._scene.audit.entries()}
        acknowledged = {(seat, seq) for seat, last in self._relay.receipts.items() for seq in range(1, last + 1)}
        verified = record_verifies(self._scene)
        self._say(f"  {len(acknowledged)} entries acknowledged, {len(acknowledged - there)} lost. {verified.what}")
        lost = [f"entry {seq} of {seat} was acknowledged and is lost" for seat, seq in sorted(acknowledged - there)]
        if not acknowledged:
            lost.append("the relay saw no receipt")
        return [*lost, *([] if verified.held else [verified.what])]


def _tries(play: Callable[[Scene], None], scene: Scene) -> None:
    """Play as far as it goes: what is killed under a hand makes the hand fail, which is no fault."""
    with suppress(*NOT_NOW):
        play(scene)
