"""The engine: one thread that owns the session and the guards, from fact to act, top to bottom."""

# SPDX-License-Identifier: Apache-2.0

import queue
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from msgspec.structs import replace

from workstation.errors import DesktopError
from workstation.facts.actions import WriteEntry
from workstation.facts.browsers import extension_capabilities
from workstation.facts.capability import Capability
from workstation.facts.observations import (
    ClockTicked,
    Observation,
    PolicyChanged,
    ReaderIdentified,
    SeatEnding,
    SeatStarted,
    SensorFailed,
    ToolIdentified,
)
from workstation.facts.session import Session
from workstation.guards.ruling import Guard
from workstation.seat.perform import perform
from workstation.seat.ports import Desktop, Display, Keeper

TICK = 1.0
STUCK_AFTER = 4.0


def utc_now() -> datetime:
    """Return the time as sensors tell it."""
    return datetime.now(UTC)


class _Renewal(NamedTuple):
    """Other guards, and the fact that they judge first."""

    guards: tuple[Guard, ...]
    change: PolicyChanged


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
        self._posted: queue.SimpleQueue[Observation | _Renewal | None] = queue.SimpleQueue()

    def post(self, observation: Observation) -> None:
        """Hand in a fact; returns at once, from any thread."""
        self._posted.put(observation)

    def renew(self, guards: Sequence[Guard], policy: str) -> None:
        """Have `guards` judge from now on, by the policy of this version; returns at once, from any thread."""
        self._posted.put(_Renewal(tuple(guards), PolicyChanged(at=self._clock(), policy=policy)))

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
            self._keeper.ready(self._capabilities())
            while (posted := self._next()) is not None:
                if isinstance(posted, _Renewal):
                    self._renew(posted)
                else:
                    self._judge(posted)
            self._judge(SeatEnding(at=self._clock()))
        except Exception:
            self._keeper.lock("engine_failed")
            raise
        finally:
            self._desktop.stop()
            self._write_rest()

    def _renew(self, renewal: "_Renewal") -> None:
        """Let the new guards take over: first what they hold or let go, then everything is read again for them."""
        self._guards = renewal.guards
        self._keeper.policy_taken(renewal.change.policy)
        self._judge(renewal.change)
        self._desktop.read_anew()

    def _write_rest(self) -> None:
        """Write down what was said of programs, or is to be said, and waited for their digest."""
        while not self._posted.empty():
            match self._posted.get():
                case ToolIdentified(body=body):
                    self._keeper.report(body)
                case ReaderIdentified() as identified:
                    self._report_of(identified)

    def _report_of(self, identified: ReaderIdentified) -> None:
        rulings = [ruling for guard in self._guards if (ruling := guard.judge(self._session, identified))]
        for action in (action for ruling in rulings for action in ruling.actions):
            if isinstance(action, WriteEntry):
                told = {"digest": identified.digest} if identified.digest else {}
                self._keeper.report(replace(action.body, details={**action.body.details, **told}))

    def _next(self) -> "Observation | _Renewal | None":
        """Return what is next: time passes even while sensors never pause."""
        now = self._last_turn = time.monotonic()
        if now < self._tick_due:
            try:
                return self._posted.get(timeout=self._tick_due - now)
            except queue.Empty:
                pass
        self._tick_due = time.monotonic() + TICK
        return ClockTicked(at=self._clock())

    def _capabilities(self) -> tuple[Capability, ...]:
        return (*self._desktop.capabilities(), *extension_capabilities(self._session.browsers))

    def _judge(self, observation: Observation) -> None:
        rulings = [ruling for guard in self._guards if (ruling := guard.judge(self._session, observation))]
        for ruling in rulings:
            perform(ruling, self._desktop, self._display, self._keeper)
        if isinstance(observation, SensorFailed) and rulings:
            raise DesktopError(f"the {observation.sensor} sensor ended", hint="The seat is started afresh.")
        before, self._session = self._session, self._session.after(observation)
        if before.browsers != self._session.browsers:
            self._keeper.changed(self._capabilities())
        if _looks_different(before, self._session):
            self._display.show(self._session)


def _looks_different(before: Session, now: Session) -> bool:
    return _shown(before) != _shown(now)


def _shown(session: Session) -> tuple[object, ...]:
    rules = session.policy, session.confirmed, session.is_strictest
    return session.truth, session.agent, session.reason, session.closes_at, session.revealing, session.support, *rules
