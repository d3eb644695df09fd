"""The figures of a locked seat: how fast the prompt answers a key, how fast a code opens, what kills let through."""

# SPDX-License-Identifier: Apache-2.0

import os
import random
import threading
import time
from collections.abc import Callable

import psutil

from tests.bench.figure import Figure, judged, latencies
from tests.demo.pixels import Pixels
from tests.demo.product import until
from tests.demo.scene import PROMPT, SHIELD, Scene

TRIES = 30
KILLS = int(os.environ.get("DESKWARDEN_KILLS", "30"))
SEED = 20_267
WATCHED_SECONDS = 0.3, 2.0
IN_A_ROW = 5
SLOWEST_HZ = 900
ANSWERS_WITHIN = 5.0
VICTIMS = (("seat",), ("keeper",), ("shield",), ("shield", "shield"), ("seat", "keeper"), ("keeper", "shield"))


def opening(scene: Scene) -> tuple[Figure, ...]:
    """Let the seat lock, then type a code: from the first key to the prompt's first dot, from Enter to the desktop."""
    point, keys, opens = _point(scene), [], []
    for _ in range(TRIES):
        _lock(scene)
        box = scene.stage.box_of(PROMPT)
        calm = scene.pixels.area(*box)
        keys.append(_until(lambda box=box, calm=calm: scene.pixels.area(*box) != calm, scene, "type", "1"))  # type: ignore[misc]
        scene.stage.type("23456")
        opens.append(_until(lambda: scene.pixels.at(*point) != SHIELD, scene, "key", "Return"))
    how = "the key's press by xdotool to another picture of the prompt's window, by GetImage"
    first = latencies("prompt.first_key", [each for each in keys if each is not None], 50, how)
    how = "Enter after the sixth digit to another colour than the shield's, by GetImage; any code is right, at once"
    return (*first, *latencies("unlock.totp", [each for each in opens if each is not None], 150, how))


def _until(changed: Callable[[], bool], scene: Scene, *act: str) -> float | None:
    """Return how long after `act` it changed, None where it did not."""
    began = time.perf_counter()
    scene.stage.do(*act)
    while time.perf_counter() - began < ANSWERS_WITHIN:
        if changed():
            return time.perf_counter() - began
    return None


def exposures(scene: Scene) -> tuple[Figure, ...]:
    """Kill seat, shields and keeper of a locked seat, also before the last ones are back, while somebody types."""
    chance = random.Random(SEED)  # noqa: S311 - printed, so that a run can be played again
    watch = Watch(scene.stage.bed.environment["DISPLAY"], _point(scene))
    _lock(scene)
    before = scene.stage.crm.keys
    for done in range(KILLS):
        if done % IN_A_ROW == 0:
            _stands(scene)
        typing = threading.Thread(target=scene.stage.type, args=("passerby",))
        typing.start()
        _kill(scene, chance.choice(VICTIMS))
        watch.look(chance.uniform(*WATCHED_SECONDS))
        typing.join()
    _stands(scene)
    watch.close()
    through = scene.stage.crm.keys - before
    rate = f"at {watch.hz:.0f} Hz, at most {watch.longest * 1e3:.0f} ms apart"
    how = f"{KILLS} kills (seed {SEED}), {watch.looks} looks at a pixel {rate}"
    if watch.hz < SLOWEST_HZ:
        how = f"too slow to tell ({watch.shown} looks saw the desktop): {how}"
        return (Figure(id="lock.exposures", value=None, unit="looks", how=how),)
    return (
        judged(Figure(id="lock.exposures", value=watch.shown, unit="looks", target=0, n=KILLS, how=how)),
        judged(Figure(id="lock.keys_through", value=through, unit="keys", target=0, n=KILLS, how="told by the page")),
    )


class Watch:
    """Looks at one pixel as often as it can, over a connection of its own."""

    def __init__(self, display: str, point: tuple[int, int]) -> None:
        self._eyes = Pixels(display)
        self._point = point
        self.shown = self.looks = 0
        self.longest = self._seconds = 0.0
        """The most seconds between two looks; and those of all watches together."""

    @property
    def hz(self) -> float:
        """Return how many looks there were a second."""
        return self.looks / self._seconds if self._seconds else 0.0

    def look(self, seconds: float) -> None:
        """Look for this long, and count what is not the shield's colour."""
        began = last = time.monotonic()
        while last < began + seconds:
            self.shown += self._eyes.at(*self._point) != SHIELD
            self.looks += 1
            now = time.monotonic()
            self.longest, last = max(self.longest, now - last), now
        self._seconds += last - began

    def close(self) -> None:
        """Look no more."""
        self._eyes.close()


def _kill(scene: Scene, victims: tuple[str, ...]) -> None:
    shields = scene.product.parts("shield")
    for victim in victims:
        if victim == "keeper" and scene.product.keeper_process:
            scene.product.keeper_process.kill()
        elif victim == "shield" and shields:
            _end(shields.pop())
        else:
            for process in scene.product.parts(victim):
                _end(process)


def _end(process: psutil.Process) -> None:
    if process.is_running():
        process.kill()


def _stands(scene: Scene) -> None:
    """Wait until everything that was killed is there again."""
    until(lambda: len(scene.product.parts("seat")) == 1, "the seat runs", 60)
    until(lambda: len(scene.product.parts("shield")) == 2, "both shields run", 60)
    until(lambda: scene.stage.window(PROMPT), "the prompt shows", 60)


def _lock(scene: Scene) -> None:
    until(scene.covered, "the seat locks", 60)
    until(lambda: scene.stage.window(PROMPT), "the prompt shows", 60)
    scene.stage.pause(1.0)


def _point(scene: Scene) -> tuple[int, int]:
    x, y, _, height = scene.stage.crm.box("card")
    return x + 20, y + height // 2
