"""Which parts of a seat must run, and when a missing one is started again."""

# SPDX-License-Identifier: Apache-2.0

import logging
import time
from dataclasses import dataclass, field
from typing import Literal

from workstation.errors import WardenError
from workstation.keeper.ports import Warden
from workstation.keeper.slot import SHIELDS, Slot

Part = Literal["seat", "shield"]
AGAIN_AFTER = 0.3
LONGEST_PAUSE = 30.0
COMING_UP = 15.0
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Parts:
    """Keeps one seat process and two shields running in a session. All of it belongs to the keeper's loop.

    `vain` counts the seats that were started since one was ready; the more there are, the longer is the pause.
    """

    slot: Slot
    warden: Warden
    coming: dict[int, tuple[Part, float]] = field(default_factory=dict)
    last: dict[Part, float] = field(default_factory=dict)
    vain: int = 0

    def keep(self) -> None:
        """Start what is neither connected nor coming up; a start that failed is tried again the next time."""
        self._forget_the_dead()
        self._fill("shield", SHIELDS - len(self.slot.shields))
        self._fill("seat", 0 if self.slot.seat else 1)

    def joined(self, pid: int) -> None:
        """Note that a started process has said its Hello."""
        self.coming.pop(pid, None)

    def came_up(self) -> None:
        """Note that the seat is ready: should it end, the next one is started at once."""
        self.vain = 0

    def _fill(self, part: Part, missing: int) -> None:
        missing -= sum(1 for what, _ in self.coming.values() if what == part)
        pause = min(AGAIN_AFTER * 2 ** min(self.vain, 10), LONGEST_PAUSE) if part == "seat" else AGAIN_AFTER
        if missing <= 0 or time.monotonic() - self.last.get(part, -LONGEST_PAUSE) < pause:
            return
        self.last[part] = time.monotonic()
        self.vain += part == "seat"
        for _ in range(missing):
            self._start(part)

    def _start(self, part: Part) -> None:
        try:
            self.coming[self.warden.start(part, self.slot.number)] = (part, time.monotonic())
        except WardenError as error:
            log.error("%s", error)  # noqa: TRY400 - one line; the seat stays closed without its parts

    def _forget_the_dead(self) -> None:
        for pid, (_, since) in tuple(self.coming.items()):
            late = time.monotonic() - since > COMING_UP
            if late:
                self.warden.kill(pid)
            if late or not self.warden.running(pid):
                del self.coming[pid]
