"""Input that programs fake is told from what comes by devices, and keeps nobody's seat open."""

# SPDX-License-Identifier: Apache-2.0

import io
import struct
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

import pytest
import xcffib
import xcffib.xinput
from xcffib.xproto import Atom, GrabMode, GrabStatus, PropMode

from tests.desktop import hardware as xorg
from tests.desktop.bed import Bed
from tests.desktop.hardware import Driver, Hardware
from tests.desktop.reports import Reports
from tests.desktop.sink import xdotool
from workstation.desktop.x11.connection import Connection
from workstation.desktop.x11.idle import Idle
from workstation.desktop.x11.inputdevices import FAKING, NODE, DeviceList
from workstation.desktop.x11.stillness import SPOT
from workstation.facts.observations import InputFaked, InputIdled, InputResumed

pytestmark = [pytest.mark.desktop, pytest.mark.skipif(xorg.why_not() is not None, reason=str(xorg.why_not()))]

LIMIT = timedelta(milliseconds=600)
LONGER = 3 * LIMIT
NEVER = timedelta(hours=1)
CHANGE_PROPERTY = 57
FAR, NEAR = 2 * SPOT, SPOT // 4


def give_property(connection: Connection, device: int, name: str, value: bytes, kind: int = Atom.STRING) -> None:
    """Give a device a property as any client may; xcffib's own request is longer than the server allows."""
    head = struct.pack("=xx2xHBBIII", device, PropMode.Replace, 8, connection.atom(name), kind, len(value))
    request = io.BytesIO(head + value + bytes(-len(value) % 4))
    xinput = connection.extension(xcffib.xinput.key, "XInputExtension")
    xinput.send_request(CHANGE_PROPERTY, request, is_checked=True).check()


@pytest.fixture
def hardware(bed: Bed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hardware]:
    """Bring the server up; all that this process does is done there."""
    made = Hardware(bed, tmp_path)
    monkeypatch.setenv("DISPLAY", made.display)
    yield made
    made.close()


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def idle(hardware: Hardware, reports: Reports) -> Iterator[Idle]:
    del hardware
    made = Idle(reports.post)
    made.start()
    yield made
    made.stop()


def test_both_devices_of_hands_end_idling_and_what_a_program_types_does_not(
    idle: Idle, hardware: Hardware, reports: Reports
) -> None:
    idle.watch((LIMIT, LONGER))
    for act in (hardware.keyboard.type, lambda: hardware.mouse.move(FAR, 0)):
        assert reports.first(InputIdled, never=InputResumed).idle >= LIMIT
        xdotool("key", "Shift_L")
        assert reports.first(InputIdled, never=InputResumed).idle >= LONGER
        act()
        reports.first(InputResumed)


class Jiggler:
    """Moves a mouse to and fro about one spot until it is stopped."""

    def __init__(self, mouse: Driver) -> None:
        self._mouse = mouse
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        for way in cycle((NEAR, -NEAR)):
            self._mouse.move(way, 0)
            if self._stopping.wait(0.02):
                return

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()


@pytest.fixture
def jiggler(hardware: Hardware) -> Iterator[Jiggler]:
    made = Jiggler(hardware.mouse)
    yield made
    made.stop()


@pytest.mark.parametrize("act", ["a key", "a button", "a pointer that goes elsewhere"])
def test_a_mouse_that_jiggles_about_one_spot_keeps_no_seat_open_and_a_hand_does(
    idle: Idle, hardware: Hardware, jiggler: Jiggler, reports: Reports, act: str
) -> None:
    idle.watch((LIMIT, LONGER))
    assert reports.first(InputIdled, never=InputResumed).idle >= LIMIT
    assert reports.first(InputIdled, never=InputResumed).idle >= LONGER
    match act:
        case "a key":
            hardware.keyboard.type()
        case "a button":
            jiggler.stop()
            hardware.mouse.click()
        case _:
            jiggler.stop()
            hardware.mouse.move(FAR, 0)
    reports.first(InputResumed, never=InputIdled)


def test_clicks_count_while_another_program_holds_the_pointer(idle: Idle, hardware: Hardware, reports: Reports) -> None:
    other = Connection()
    held = other.core.GrabPointer(False, other.root, 0, GrabMode.Async, GrabMode.Async, 0, 0, xcffib.CurrentTime)
    assert held.reply().status == GrabStatus.Success
    idle.watch((LONGER,))
    until = time.monotonic() + 2 * LONGER.total_seconds()
    while time.monotonic() < until:
        hardware.mouse.click()
        time.sleep(0.05)
    stopped = datetime.now(UTC)
    assert reports.first(InputIdled).at >= stopped
    other.close()


def test_a_hand_that_goes_about_keeps_the_seat_open(idle: Idle, hardware: Hardware, reports: Reports) -> None:
    idle.watch((LONGER,))
    until = time.monotonic() + 2 * LONGER.total_seconds()
    while time.monotonic() < until:
        hardware.mouse.move(SPOT // 8, SPOT // 16)
        time.sleep(0.05)
    stopped = datetime.now(UTC)
    assert reports.first(InputIdled).at >= stopped


def test_what_a_program_fakes_is_told_with_its_way_and_the_time_since_a_hand(
    idle: Idle, hardware: Hardware, reports: Reports
) -> None:
    idle.watch((LIMIT, NEVER))
    hardware.mouse.move(1, 1)
    reports.first(InputIdled)
    xdotool("key", "Shift_L")
    idle.watch((LIMIT,))
    told = reports.first(InputFaked)
    assert told.by == "xtest"
    assert told.ago < told.idle


def test_nothing_is_told_of_fakes_where_hands_did_something_since(
    idle: Idle, hardware: Hardware, reports: Reports
) -> None:
    xdotool("key", "Shift_L")
    hardware.mouse.move(1, 1)
    idle.watch((LIMIT,))
    reports.first(InputIdled, never=InputFaked)


def test_a_policy_may_let_fakes_count(idle: Idle, reports: Reports) -> None:
    idle.watch((LIMIT,), synthetic="count")
    reports.first(InputIdled)
    xdotool("key", "Shift_L")
    reports.first(InputResumed, never=InputFaked)


def test_idling_by_hands_is_told_once_fakes_count_no_more(idle: Idle, hardware: Hardware, reports: Reports) -> None:
    hardware.mouse.move(1, 1)
    idle.watch((LIMIT,), synthetic="count")
    reports.first(InputIdled)
    xdotool("key", "Shift_L")
    reports.first(InputResumed)
    idle.watch((LIMIT,))
    assert reports.first(InputIdled).idle >= LIMIT


def test_a_program_that_switches_every_device_off_and_on_is_no_hand(
    idle: Idle, hardware: Hardware, reports: Reports
) -> None:
    hardware.mouse.move(1, 1)
    idle.watch((LIMIT, LONGER, 2 * LONGER))
    reports.first(InputIdled)
    connection = Connection()
    hands = DeviceList(connection).now().hands
    for is_on in (b"\0", b"\1"):
        for device in hands:
            give_property(connection, device, "Device Enabled", is_on, Atom.INTEGER)
        xdotool("key", "Shift_L")
        assert reports.first(InputIdled, never=InputResumed).idle >= LONGER
    connection.close()


def test_devices_that_were_off_before_the_seat_leave_it_to_no_program(hardware: Hardware, reports: Reports) -> None:
    connection = Connection()
    for device in DeviceList(connection).now().hands:
        give_property(connection, device, "Device Enabled", b"\0", Atom.INTEGER)
    del hardware
    opened = Idle(reports.post)
    opened.start()
    try:
        opened.watch((LIMIT, LONGER))
        reports.first(InputIdled)
        xdotool("key", "Shift_L")
        assert reports.first(InputIdled, never=InputResumed).idle >= LONGER
    finally:
        opened.stop()
        connection.close()


def test_a_display_with_devices_says_that_it_tells_fakes_apart(idle: Idle) -> None:
    assert idle.tells_apart()


@pytest.mark.usefixtures("bed")
def test_a_display_without_devices_of_its_own_does_not() -> None:
    opened = Idle(Reports().post)
    assert not opened.tells_apart()
    opened.stop()


@pytest.mark.usefixtures("hardware")
def test_a_device_that_the_kernel_made_for_a_program_is_a_programs(tmp_path: Path) -> None:
    of_program = tmp_path / "devices/virtual/input/input20/event20"
    of_bus = tmp_path / "devices/pci0000:00/usb1/input/input3/event3"
    of_radio = tmp_path / "devices/virtual/misc/uhid/0005:046D:B01A.0001/input/input5/event5"
    inputs = tmp_path / "class"
    inputs.mkdir()
    for node in (of_program, of_bus, of_radio):
        node.mkdir(parents=True)
        (inputs / node.name).symlink_to(node)
    connection = Connection()
    devices = DeviceList(connection, inputs)
    (mouse,) = (number for number, name in devices.now().hands.items() if name == xorg.MOUSE)
    for node, is_programs in ((of_program, True), (of_bus, False), (of_radio, False)):
        give_property(connection, mouse, NODE, f"/dev/input/{node.name}".encode())
        assert devices.now().programs.get(mouse) == ("uinput" if is_programs else None)
        assert (mouse in devices.now().hands) is not is_programs
    connection.close()


def test_a_program_makes_no_device_anothers_by_a_property(hardware: Hardware) -> None:
    del hardware
    connection = Connection()
    devices = DeviceList(connection)
    hands = devices.now().hands
    for device in hands:
        give_property(connection, device, FAKING, b"\1")
    assert devices.now().hands == hands
    assert set(hands.values()) == {xorg.MOUSE, xorg.KEYBOARD}
    connection.close()
