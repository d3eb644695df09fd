"""How long input has been idle: by the devices that hands move, or by all that comes."""

# SPDX-License-Identifier: Apache-2.0

import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass

import xcffib
import xcffib.sync

from workstation.desktop.x11.connection import Connection, Event, Extension
from workstation.desktop.x11.inputdevices import DeviceList
from workstation.errors import DesktopError
from workstation.facts.observations import Faker, Synthetic

HEADER, COUNTER = 32, struct.Struct("=IiIH")
FOR_EVER = sys.maxsize
ALL, TIME, OF_DEVICE = "IDLETIME", "SERVERTIME", "DEVICEIDLETIME {}"


@dataclass(frozen=True, slots=True)
class Clock:
    """A counter of the server's that tells how long nothing came, in milliseconds, once `zero` is taken off."""

    counter: int
    zero: int = 0


class IdleClocks:
    """The clocks that idleness goes by, over the connection of the calling thread.

    By the devices of hands, idle is as long as the one that was used last; where there never was one that the server
    counts for, all input counts. Plugging one in or out is what a hand does, and counts as input.
    """

    def __init__(self, sync: Extension, connection: Connection) -> None:
        self._sync = sync
        self._connection = connection
        self._list = DeviceList(connection)
        self._devices = self._list.now()
        self._counters = _counters(sync, connection)
        if ALL not in self._counters:
            raise DesktopError("the X server does not count idle time", hint="Use the distribution's own X server.")
        self._had_hands = self._has_hands()
        self._synthetic: Synthetic = "count"
        self._last = Clock(self._counters[TIME], zero=self._value(self._counters[TIME]) or 0)

    @property
    def tells_apart(self) -> bool:
        """Whether input by hands can be told from what programs fake: a device for hands is there, or was."""
        return self._had_hands

    @property
    def goes_by_hands(self) -> bool:
        """Whether what programs fake is left out."""
        return self._had_hands and self._synthetic == "ignore"

    def choose(self, synthetic: Synthetic) -> None:
        """Go by the devices of hands alone, or by all input."""
        self._synthetic = synthetic

    def is_change(self, event: Event) -> bool:
        """Say whether `event` tells that devices came, went or were switched."""
        return self._list.is_change(event)

    def is_plugged(self) -> bool:
        """Look at the devices anew; say whether one of hands came or went, which only hands do."""
        before, self._devices = self._devices, self._list.now()
        self._counters = _counters(self._sync, self._connection)
        self._had_hands = self._had_hands or self._has_hands()
        if before.hands == self._devices.hands or not self._had_hands:
            return False
        self._last = Clock(self._last.counter, zero=self._value(self._last.counter) or 0)
        return True

    def resumable(self) -> tuple[int, ...]:
        """Return the counters that begin anew with input."""
        if not self.goes_by_hands:
            return (self._counters[ALL],)
        return tuple(self._of(self._devices.hands))

    def latest(self) -> tuple[Clock, int]:
        """Return the clock of what was used last, and how many milliseconds ago that was.

        The server forgets a device that is switched off, which programs can do; what was known of it last is kept.
        """
        known = [(Clock(each), value) for each in self.resumable() if (value := self._value(each)) is not None]
        if not self.goes_by_hands:
            return known[0]
        now = self._value(self._last.counter) or 0
        clock, idle = min((*known, (self._last, now - self._last.zero)), key=lambda each: each[1])
        self._last = Clock(self._last.counter, zero=max(self._last.zero, now - idle))
        return clock, idle

    def keyless(self) -> int:
        """Return for how many milliseconds no key of a hand's keyboard was used; the server forgets one that is off."""
        told = (self._value(counter) for counter in self._of(self._devices.keyboards))
        return min((value for value in told if value is not None), default=FOR_EVER)

    def is_hands(self, device: int) -> bool:
        """Say whether a hand moves this device."""
        return device in self._devices.hands

    def faked(self) -> tuple[Faker, int] | None:
        """Return by what a program gave input last, and how many milliseconds ago."""
        fakers = [self._devices.programs[device] for device in self._known(self._devices.programs)]
        values = [self._value(counter) for counter in self._of(self._devices.programs)]
        told = [(faker, value) for faker, value in zip(fakers, values, strict=True) if value is not None]
        return min(told, key=lambda each: each[1], default=None)

    def _has_hands(self) -> bool:
        counts_devices = any(name.startswith(OF_DEVICE.format("")) for name in self._counters)
        return counts_devices and bool(self._devices.hands)

    def _known(self, devices: Iterable[int]) -> list[int]:
        return [device for device in devices if OF_DEVICE.format(device) in self._counters]

    def _of(self, devices: Iterable[int]) -> list[int]:
        return [self._counters[OF_DEVICE.format(device)] for device in self._known(devices)]

    def _value(self, counter: int) -> int | None:
        try:
            value = self._sync.QueryCounter(counter).reply().counter_value
        except xcffib.Error:  # its device is gone; the server says so in a moment
            return None
        return int(value.hi << 32 | value.lo)


def _counters(sync: Extension, connection: Connection) -> dict[str, int]:
    """Return the server's own counters by their names.

    Read from the reply's bytes: xcffib misses that each counter is padded to four bytes after its name.
    """
    reply = connection.raw.wait_for_reply(sync.ListSystemCounters().sequence)
    untrusted = bytes(reply.unpack(f"={reply.known_max}s")[0])
    (count,) = struct.unpack_from("=I", untrusted, 8)
    at, found = HEADER, {}
    for _ in range(count):
        counter, _, _, length = COUNTER.unpack_from(untrusted, at)
        name = untrusted[at + COUNTER.size : at + COUNTER.size + length]
        found[name.decode(errors="replace")] = int(counter)
        at += (COUNTER.size + length + 3) // 4 * 4
    return found
