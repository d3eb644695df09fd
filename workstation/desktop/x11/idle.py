"""Idle input, told by the server's own alarms (XSync); nothing polls."""

# SPDX-License-Identifier: Apache-2.0

import struct
from datetime import UTC, datetime, timedelta

import xcffib.sync
from xcffib.sync import CA, TESTTYPE, VALUETYPE

from workstation.desktop.x11.connection import Connection, Event, Extension
from workstation.desktop.x11.loop import Loop
from workstation.errors import DesktopError
from workstation.facts.observations import InputIdled, InputResumed
from workstation.seat.ports import Post

MILLISECOND = timedelta(milliseconds=1)
HEADER, COUNTER = 32, struct.Struct("=IiIH")


class Idle:
    """Posts InputIdled and InputResumed. Input that a program fakes (XTEST) counts as input."""

    def __init__(self, post: Post) -> None:
        connection = Connection()
        self._alarms = Alarms(connection, post)
        self._loop = Loop("idle", connection, post)

    def start(self) -> None:
        """Begin to serve; no alarm is set yet."""
        self._loop.start(self._alarms)

    def stop(self) -> None:
        """Take the alarms back."""
        self._loop.stop()

    def watch(self, after: timedelta) -> None:
        """Post InputIdled at `after` without input, at once where it is longer already; the last call counts."""
        self._loop.ask(lambda: self._alarms.watch(after))


class Alarms:
    """Two alarms that take turns: one waits for the limit, the other for the next input."""

    def __init__(self, connection: Connection, post: Post) -> None:
        self._connection = connection
        self._post = post
        self._sync = connection.extension(xcffib.sync.key, "SYNC")
        self._sync.Initialize(3, 1).reply()
        self._counter = _idle_counter(self._sync, connection)
        self._limit = 0
        self._idled = 0
        self._resumed = 0

    def watch(self, after: timedelta) -> None:
        """Wait for `after`, whatever was waited for before."""
        for alarm in (self._idled, self._resumed):
            if alarm:
                self._sync.DestroyAlarm(alarm)
        self._limit = after // MILLISECOND
        self._resumed = 0
        self._idled = self._set(TESTTYPE.PositiveComparison, self._limit)

    def handle(self, event: Event) -> None:
        """Tell of an alarm that went off, and set the other one."""
        if not isinstance(event, xcffib.sync.AlarmNotifyEvent):
            return
        if event.alarm == self._idled:
            self._idle_since(event.counter_value.hi << 32 | event.counter_value.lo)
        elif event.alarm == self._resumed:
            self._input()

    def beat(self) -> None:
        """Nothing happens by our own time; the server keeps it."""

    def _idle_since(self, milliseconds: int) -> None:
        self._sync.DestroyAlarm(self._idled)
        self._idled = 0
        self._resumed = self._set(TESTTYPE.NegativeComparison, milliseconds - 1)
        self._post(InputIdled(at=datetime.now(UTC), idle=milliseconds * MILLISECOND))

    def _input(self) -> None:
        self._sync.DestroyAlarm(self._resumed)
        self._resumed = 0
        self._idled = self._set(TESTTYPE.PositiveComparison, self._limit)
        self._post(InputResumed(at=datetime.now(UTC)))

    def _set(self, test: int, milliseconds: int) -> int:
        """Set an alarm that goes off once, at once where the test holds already."""
        alarm = int(self._connection.raw.generate_id())
        wanted = CA.Counter | CA.ValueType | CA.Value | CA.TestType | CA.Delta | CA.Events
        value = (milliseconds >> 32, milliseconds & 0xFFFFFFFF)
        no_delta, events = (0, 0), 1
        self._sync.CreateAlarm(
            alarm, wanted, [self._counter, VALUETYPE.Absolute, value, test, no_delta, events], is_checked=True
        ).check()
        return alarm


def _idle_counter(sync: Extension, connection: Connection) -> int:
    """Return the server's IDLETIME counter; raise DesktopError where it has none.

    Read from the reply's bytes: xcffib misses that each counter is padded to four bytes after its name.
    """
    reply = connection.raw.wait_for_reply(sync.ListSystemCounters().sequence)
    untrusted = bytes(reply.unpack(f"={reply.known_max}s")[0])
    (count,) = struct.unpack_from("=I", untrusted, 8)
    at = HEADER
    for _ in range(count):
        counter, _, _, length = COUNTER.unpack_from(untrusted, at)
        name = untrusted[at + COUNTER.size : at + COUNTER.size + length]
        if name == b"IDLETIME":
            return int(counter)
        at += (COUNTER.size + length + 3) // 4 * 4
    raise DesktopError("the X server does not count idle time", hint="Use the distribution's own X server.")
