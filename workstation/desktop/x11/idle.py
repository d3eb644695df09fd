"""Idle input, told by the server's own alarms (XSync), and a screen that turns off.

Nothing polls but for the pointer's place, where hands can be told.
"""

# SPDX-License-Identifier: Apache-2.0

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic

import xcffib.sync
from xcffib.sync import CA, TESTTYPE, VALUETYPE

from workstation.desktop.x11.connection import Connection, Event
from workstation.desktop.x11.idleclocks import Clock, IdleClocks
from workstation.desktop.x11.loop import Loop
from workstation.desktop.x11.screenoff import ScreenOff
from workstation.desktop.x11.stillness import Stillness
from workstation.facts.observations import InputFaked, InputIdled, InputResumed, Synthetic
from workstation.seat.ports import Post

LOOKS = 5.0
"""Seconds after which the pointer's place is looked at."""
MILLISECOND = timedelta(milliseconds=1)


class Idle:
    """Posts InputIdled, InputResumed, ScreenTurnedOff, and InputFaked where programs give input that does not count."""

    def __init__(self, post: Post) -> None:
        connection = Connection()
        self._loop = Loop("idle", connection, post)
        self._alarms = Alarms(connection, post, self._loop.wake_at)

    def start(self) -> None:
        """Begin to serve; no alarm is set yet."""
        self._loop.start(self._alarms)

    def stop(self) -> None:
        """Take the alarms back."""
        self._loop.stop()

    def tells_apart(self) -> bool:
        """Say whether input by hands can be told here from what programs fake."""
        return self._alarms.tells_apart

    def watch(self, limits: tuple[timedelta, ...], *, synthetic: Synthetic = "ignore") -> None:
        """Post InputIdled at each of `limits` without input, those at once that it is longer already."""
        self._loop.ask(lambda: self._alarms.watch(limits, synthetic))


class Alarms:
    """One alarm for each moment that is not reached yet, and one a device for the next input once a limit is met.

    An alarm is set on the device that was used last, and when it goes off, anew on the one that was used since. Where
    hands can be told, a pointer that only moves about one spot is no input: that is looked at from time to time.
    `wake_at` has `beat` called at a moment.
    """

    def __init__(self, connection: Connection, post: Post, wake_at: Callable[[float], None]) -> None:
        self._connection = connection
        self._post = post
        self._wake_at = wake_at
        self._sync = connection.extension(xcffib.sync.key, "SYNC")
        self._sync.Initialize(3, 1).reply()
        self._clocks = IdleClocks(self._sync, connection)
        self._still = Stillness(connection, self._clocks.is_hands)
        self._screen = ScreenOff(connection, post)
        self._limits: tuple[int, ...] = ()
        self._told: set[int] = set()
        self._waiting: dict[int, int] = {}
        self._resumed: tuple[int, ...] = ()
        self._is_idle = False

    @property
    def tells_apart(self) -> bool:
        """Whether input by hands can be told from what programs fake."""
        return self._clocks.tells_apart

    def watch(self, limits: tuple[timedelta, ...], synthetic: Synthetic) -> None:
        """Wait for `limits`, whatever was waited for before."""
        self._clocks.choose(synthetic)
        self._limits = tuple(sorted({limit // MILLISECOND for limit in limits}))
        was_idle, idle = self._is_idle, self._idle()
        self._wait()
        if was_idle and idle < min(self._limits):
            self._post(InputResumed(at=datetime.now(UTC)))
        self.beat()

    def handle(self, event: Event) -> None:
        """Tell of an alarm that went off, and wait for what comes next."""
        self._screen.handle(event)
        if self._clocks.is_change(event) or (self._still.ends_by(event) and self._is_idle):
            self._look_again()
        elif not isinstance(event, xcffib.sync.AlarmNotifyEvent):
            return
        elif event.alarm in self._waiting:
            self._sync.DestroyAlarm(event.alarm)
            self._reached(self._waiting.pop(event.alarm))
        elif event.alarm in self._resumed:
            self._look_again()

    def beat(self) -> None:
        """Look whether the pointer went elsewhere, and have that looked at again by the next limit at the latest."""
        if not self._clocks.goes_by_hands:
            return
        idle = self._idle()
        if self._is_idle and idle < min(self._limits):
            self._begin_anew()
        self._tell(idle)
        left = min((limit - idle for limit in self._limits if limit > idle), default=sys.maxsize) / 1000
        self._wake_at(monotonic() + min(left, LOOKS))

    def _reached(self, moment: int) -> None:
        """Tell of one moment that is reached; the first limit met makes the next input count."""
        clock, idle = self._clocks.latest()
        if idle < moment:
            self._set_waiting(clock, moment)
            return
        if self._clocks.goes_by_hands:
            self._look_for_fakes(idle)
        self._tell(max(idle, moment))

    def _tell(self, idle: int) -> None:
        """Tell of every limit that is reached and was not told of; the first makes the next input count."""
        for limit in self._limits:
            if limit > idle or limit in self._told:
                continue
            if not self._is_idle:
                self._is_idle = True
                self._await_input()
            self._told.add(limit)
            self._post(InputIdled(at=datetime.now(UTC), idle=idle * MILLISECOND))

    def _idle(self) -> int:
        """Return for how many milliseconds nothing came that counts."""
        _, idle = self._clocks.latest()
        if not self._clocks.goes_by_hands:
            return idle
        return max(idle, min(self._clocks.keyless(), int(self._still.lasts() * 1000)))

    def _look_for_fakes(self, idle: int) -> None:
        """Tell of the last input that a program gave since hands did."""
        faked = self._clocks.faked()
        if faked is not None and faked[1] < idle:
            by, ago = faked
            at = datetime.now(UTC)
            self._post(InputFaked(at=at, idle=idle * MILLISECOND, by=by, ago=ago * MILLISECOND))

    def _look_again(self) -> None:
        """Begin anew where a hand did something; a device that was only switched off or on did nothing."""
        is_plugged = self._clocks.is_plugged()
        if is_plugged:
            self._still.begin()
        if is_plugged or (self._is_idle and self._idle() < min(self._limits)):
            self._begin_anew()
        elif self._is_idle:
            self._await_input()

    def _await_input(self) -> None:
        """Have the next input looked at."""
        _, idle = self._clocks.latest()
        for alarm in self._resumed:
            self._sync.DestroyAlarm(alarm)
        self._resumed = tuple(
            self._set(Clock(counter), TESTTYPE.NegativeComparison, max(0, idle - 1))
            for counter in self._clocks.resumable()
        )

    def _begin_anew(self) -> None:
        """Wait from now on, with idling over that was told of."""
        was_idle = self._is_idle
        self._wait()
        if was_idle:
            self._post(InputResumed(at=datetime.now(UTC)))

    def _wait(self) -> None:
        """Wait for every limit, and for half of each where fakes are looked for."""
        for alarm in (*self._waiting, *self._resumed):
            self._sync.DestroyAlarm(alarm)
        self._resumed, self._waiting, self._is_idle = (), {}, False
        self._told.clear()
        clock, _ = self._clocks.latest()
        halves = (limit // 2 for limit in self._limits) if self._clocks.goes_by_hands else ()
        for moment in sorted({*halves, *self._limits}):
            self._set_waiting(clock, moment)

    def _set_waiting(self, clock: Clock, moment: int) -> None:
        self._waiting[self._set(clock, TESTTYPE.PositiveComparison, moment)] = moment

    def _set(self, clock: Clock, test: int, milliseconds: int) -> int:
        """Set an alarm that goes off once, at once where the test holds already."""
        alarm = int(self._connection.raw.generate_id())
        wanted = CA.Counter | CA.ValueType | CA.Value | CA.TestType | CA.Delta | CA.Events
        awaited = clock.zero + milliseconds
        value = (awaited >> 32, awaited & 0xFFFFFFFF)
        no_delta, events = (0, 0), 1
        self._sync.CreateAlarm(
            alarm, wanted, [clock.counter, VALUETYPE.Absolute, value, test, no_delta, events], is_checked=True
        ).check()
        return alarm
