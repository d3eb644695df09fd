"""Windows, readers, their judge and the masks together, as the seat joins them."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from tests.desktop.bed import PATIENCE
from tests.desktop.screen import Screen
from workstation.desktop.x11.masks import Masks
from workstation.desktop.x11.readers import Readers
from workstation.desktop.x11.windowwatch import WindowWatch
from workstation.facts.actions import CoverWindows, WatchReaders, WatchWindows, WriteEntry
from workstation.facts.observations import Observation, SeatStarted, SensorFailed
from workstation.facts.session import Session
from workstation.facts.signature import Signature
from workstation.facts.truth import Truth
from workstation.guards.windows import WindowGuard
from workstation.policy.precedence import Rules
from workstation.policy.rules import Policy, WindowRule

if TYPE_CHECKING:
    from workstation.facts.body import Body
    from workstation.facts.place import Cover


class Curtain:
    """Keeps window rules at an open seat; what it covers and writes down is here to wait for."""

    def __init__(self, *rules: WindowRule) -> None:
        self.covers: tuple[Cover, ...] = ()
        self.written: list[Body] = []
        self.failures: list[str] = []
        self._guard = WindowGuard(Rules(Policy(name="x", format=1, rule=rules), WindowRule))
        self._session = Session(now=datetime.now(UTC), policy="x", truth=Truth.ACTIVE)
        self.eyes = Screen()
        self._changed = threading.Condition()
        self._masks = Masks(self.post)
        self._windows = WindowWatch(self.post)
        self._readers = Readers(self.post)

    def __enter__(self) -> Self:
        self._masks.start()
        self.post(SeatStarted(at=datetime.now(UTC)))
        self._windows.watch()
        return self

    def __exit__(self, *_: object) -> None:
        self._readers.stop()
        self._windows.stop()
        self._masks.stop()
        self.eyes.connection.close()
        assert self.failures == []

    def watch_readers(self, recorders: tuple[Signature, ...] = ()) -> None:
        """Have programs that read the screen told, as a test's own looking at it over `eyes` is not."""
        self._readers.watch(recorders)

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Return once `condition` holds after some fact; fail naming `what` where it never does."""
        with self._changed:
            if not self._changed.wait_for(condition, PATIENCE):
                raise AssertionError(f"never happened: {what}; {self._session.windows} {self.covers}")

    def post(self, observation: Observation) -> None:
        with self._changed:
            ruling = self._guard.judge(self._session, observation)
            for action in ruling.actions if ruling else ():
                match action:
                    case CoverWindows(covers=covers):
                        self._masks.cover(covers)
                        self.covers = covers
                    case WriteEntry(body=body):
                        self.written.append(body)
                    case WatchWindows() | WatchReaders():
                        continue
                    case _:
                        raise AssertionError(action)
            self._session = self._session.after(observation)
            if isinstance(observation, SensorFailed):
                self.failures.append(observation.reason)
            self._changed.notify_all()
