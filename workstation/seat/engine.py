"""The engine: one thread that owns the session and the guards, from fact to act, top to bottom."""

# SPDX-License-Identifier: Apache-2.0

import queue
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from workstation.errors import DesktopError
from workstation.facts.observations import ClockTicked, Observation, SeatStarted, SensorFailed
from workstation.facts.session import Session
from workstation.guards.ruling import Guard
from workstation.seat.perform import perform
from workstation.seat.ports import Desktop, Display, Keeper

TICK = 1.0
STUCK_AFTER = 4.0


def utc_now() -> datetime:
    """Return the time as sensors tell it."""
    return datetime.now(UTC)


class Engine:
    """Judges every observation in the order of its arrival, and acts. `run` is its thread; `post` is for all others."""

    def __init__(
        self,
        *,
        guards: Sequence[Guard],
        session: Session,
        keeper: Keeper,
        desktop: Desktop,
        display: Display,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._guards = tuple(guards)
        self._session = session
        self._keeper = keeper
        self._desktop = desktop
        self._display = display
        self._clock = clock
        self._last_turn: float | None = None
        self._tick_due = 0.0
        self._posted: queue.SimpleQueue[Observation | None] = queue.SimpleQueue()

    def post(self, observation: Observation) -> None:
        """Hand in a fact; returns at once, from any thread."""
        self._posted.put(observation)

    def alive(self) -> bool:
        """Say whether the engine still turns; true as well while the desktop is being brought up."""
        return self._last_turn is None or time.monotonic() - self._last_turn < STUCK_AFTER

    def stop(self) -> None:
        """End `run` after what was posted before."""
        self._posted.put(None)

    def run(self) -> None:
        """Bring the desktop up, then judge until `stop`; any error locks the seat and ends the engine.

        So does a sensor that a rule needs, and an act that the desktop refuses: a seat that is started afresh is the
        only one whose every control is known to stand.
        """
        try:
            self._desktop.start(self.post)
            self._judge(SeatStarted(at=self._clock()))
            self._keeper.ready(self._desktop.capabilities())
            while (observation := self._next()) is not None:
                self._judge(observation)
        except Exception:
            self._keeper.lock("engine_failed")
            raise
        finally:
            self._desktop.stop()

    def _next(self) -> Observation | None:
        """Return what is next: time passes even while sensors never pause."""
        now = self._last_turn = time.monotonic()
        if now < self._tick_due:
            try:
                return self._posted.get(timeout=self._tick_due - now)
            except queue.Empty:
                pass
        self._tick_due = time.monotonic() + TICK
        return ClockTicked(at=self._clock())

    def _judge(self, observation: Observation) -> None:
        rulings = [ruling for guard in self._guards if (ruling := guard.judge(self._session, observation))]
        for ruling in rulings:
            perform(ruling, self._desktop, self._display, self._keeper)
        if isinstance(observation, SensorFailed) and rulings:
            raise DesktopError(f"the {observation.sensor} sensor ended", hint="The seat is started afresh.")
        before, self._session = self._session, self._session.after(observation)
        if _looks_different(before, self._session):
            self._display.show(self._session)


def _looks_different(before: Session, now: Session) -> bool:
    return (before.truth, before.agent, before.reason) != (now.truth, now.agent, now.reason)
