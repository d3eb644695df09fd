"""Which devices of the X server a hand moves, and which a program does."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import xcffib
import xcffib.xinput
from xcffib.xinput import Device, DeviceClassType, DeviceType, EventMask, XIEventMask
from xcffib.xproto import Atom

from workstation.desktop.x11.connection import Connection, Event
from workstation.facts.observations import Faker

NODE, FAKING = "Device Node", "XTEST Device"
FAKERS = (" XTEST pointer", " XTEST keyboard")
SERVERS_OWN = frozenset({"Xvfb mouse", "Xvfb keyboard"})
"""Nothing ever comes through these: all that is typed at such a display is faked."""
INPUTS = Path("/sys/class/input")
LONGEST, BYTES = 64, 8
VERSION = 2, 2
"""The first of the extension whose raw events come while another program holds the pointer; no later one can be had."""


@dataclass(frozen=True, slots=True)
class InputDevices:
    """Devices by their numbers: those that hands move, with their names, and those that programs do, and how.

    `keyboards` are those of hands that have keys, whatever else they have.
    """

    hands: Mapping[int, str]
    programs: Mapping[int, Faker]
    keyboards: frozenset[int] = frozenset()


class DeviceList:
    """Tells the devices of a server apart, over the connection of the calling thread; `inputs` is the kernel's list.

    A device is a program's where the server made it for XTEST, or the kernel made it for a program (uinput). Switching
    a device off, or taking it from the pointer, makes it no other.
    """

    def __init__(self, connection: Connection, inputs: Path = INPUTS) -> None:
        self._connection = connection
        self._inputs = inputs
        self._xinput = connection.extension(xcffib.xinput.key, "XInputExtension")
        self._xinput.XIQueryVersion(*VERSION).reply()
        told = EventMask.synthetic(Device.All, 1, [XIEventMask.Hierarchy])
        self._xinput.XISelectEvents(connection.root, 1, [told])

    def is_change(self, event: Event) -> bool:
        """Say whether devices came or went."""
        return isinstance(event, xcffib.xinput.HierarchyEvent)

    def now(self) -> InputDevices:
        """Return the devices that there are now."""
        hands: dict[int, str] = {}
        programs: dict[int, Faker] = {}
        keyboards: set[int] = set()
        masters = (DeviceType.MasterPointer, DeviceType.MasterKeyboard)
        for device in self._xinput.XIQueryDevice(Device.All).reply().infos:
            name = b"".join(device.name).decode(errors="replace")
            if device.type in masters or name in SERVERS_OWN:
                continue
            if faker := self._faker(device.deviceid, name):
                programs[device.deviceid] = faker
            else:
                hands[device.deviceid] = name
                if any(each.type == DeviceClassType.Key for each in device.classes):
                    keyboards.add(device.deviceid)
        return InputDevices(hands, programs, frozenset(keyboards))

    def _faker(self, device: int, name: str) -> Faker | None:
        """Return how programs move it, None for a hand's: any client sets properties, only the server XTEST's names."""
        if name.endswith(FAKERS) and self._property(device, FAKING):
            return "xtest"
        node = Path(self._property(device, NODE).rstrip(b"\0").decode(errors="replace")).name
        return "uinput" if node and is_made_for_program(self._inputs / node) else None

    def _property(self, device: int, name: str) -> bytes:
        """Return it as bytes, empty where the device has none or is gone."""
        atom = self._connection.atom(name)
        try:
            got = self._xinput.XIGetProperty(device, 0, atom, Atom.Any, 0, LONGEST).reply()
        except xcffib.Error:  # the device is gone meanwhile
            return b""
        return bytes(got.data8) if got.format == BYTES else b""


def is_made_for_program(event_device: Path) -> bool:
    """Say whether the kernel has this input device from a program (uinput): it belongs to no bus and no driver."""
    return event_device.resolve().parts[-4:-2] == ("virtual", "input")
