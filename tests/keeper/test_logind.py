"""Sleep, a lid, another session on the screen and the system's own lock, by a systemd-logind that is played."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from tests.desktop.bed import eventually
from workstation.keeper import logind
from workstation.keeper.logind import Logind

SERVICE, MANAGER, MOCK = "org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.DBus.Mock"
SESSION = f"{SERVICE}.Session"
SYSTEM_PYTHON = "/usr/bin/python3"  # where Debian puts dbusmock


class System:
    """A system bus whose logind has the session "ours" on the screen and "shell", somebody's who came by SSH."""

    def __init__(self, folder: Path) -> None:
        self.address = f"unix:path={folder / 'bus'}"
        bus = ("dbus-daemon", "--session", "--nofork", "--nosyslog", f"--address={self.address}")
        self._running = [subprocess.Popen(bus, stdout=subprocess.DEVNULL)]
        eventually((folder / "bus").exists, "the bus is there")
        mock = (SYSTEM_PYTHON, "-m", "dbusmock", "--system", "--template", "logind")
        environment = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": self.address}
        self._running.append(subprocess.Popen(mock, env=environment))
        try:
            self._play()
        except BaseException:
            self.end()
            raise

    def _play(self) -> None:
        listing = MANAGER, f"{SERVICE}.Manager", "ListInhibitors"  # it answers other questions before it is logind
        eventually(lambda: self._ask(*listing) is not None, "logind is there", 20)
        for session in ("ours", "shell"):
            self._ask(MANAGER, MOCK, "AddSession", "ssusb", session, "seat0", 1000, "maria", True)
        self._tells("shell", Remote=True)
        lid = f"{SERVICE}.Manager", "LidClosed", Variant("b", False)
        self._ask(MANAGER, MOCK, "AddProperty", "ssv", *lid)

    def end(self) -> None:
        """End all of it."""
        for process in reversed(self._running):
            process.kill()
            process.wait()

    def sleeps(self, *, begins: bool) -> None:
        """Say that the machine is to sleep, or that it woke."""
        told = "EmitSignal", "sssav", f"{SERVICE}.Manager", "PrepareForSleep", "b", [Variant("b", begins)]
        self._ask(MANAGER, MOCK, *told)

    def locks(self, session: str) -> None:
        """Do as `loginctl lock-session`."""
        self._ask(f"{MANAGER}/session/{session}", SESSION, "Lock")

    def poses(self, interface: str, member: str, signature: str, *body: object) -> None:
        """Have somebody who is not logind send a signal to everybody who listens."""
        asyncio.run(posed(self.address, Message(None, MANAGER, interface, member, signature=signature, body=[*body])))

    def leaves(self, session: str) -> None:
        """Have another session come onto the screen."""
        self._tells(session, Active=False)

    def lid(self, *, is_closed: bool) -> None:
        """Close or open the lid, of which logind tells nobody by itself."""
        lid = f"{SERVICE}.Manager", "LidClosed", Variant("b", is_closed)
        self._ask(MANAGER, "org.freedesktop.DBus.Properties", "Set", "ssv", *lid)

    def waiting(self) -> list[str]:
        """Return what is waited for by whom, before the machine sleeps."""
        return [each[1] for each in self._ask(MANAGER, f"{SERVICE}.Manager", "ListInhibitors") or ()]

    def _tells(self, session: str, **now: bool) -> None:
        told = {name: Variant("b", value) for name, value in now.items()}
        self._ask(f"{MANAGER}/session/{session}", MOCK, "UpdateProperties", "sa{sv}", SESSION, told)

    def _ask(self, path: str, interface: str, member: str, signature: str = "", *body: Any) -> Any:  # noqa: ANN401
        call = Message(SERVICE, path, interface, member, signature=signature, body=[*body])
        return asyncio.run(asked(self.address, call))


async def posed(address: str, signal: Message) -> None:
    """Send `signal` to every connection by its own name: such a one passes by what a listener asked for."""
    bus = await MessageBus(bus_address=address).connect()
    try:
        listing = Message("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "ListNames")
        names = await bus.call(listing)
        assert names is not None
        for name in (each for each in names.body[0] if each.startswith(":")):
            parts = signal.path, signal.interface, signal.member
            signature, body = signal.signature, signal.body
            sent = Message(name, *parts, message_type=MessageType.SIGNAL, signature=signature, body=body)
            await bus.send(sent)
        await bus.call(listing)
    finally:
        bus.disconnect()


async def asked(address: str, message: Message) -> Any:  # noqa: ANN401 - whatever it answers
    """Return the answer's value, () without one; None for an error."""
    bus = await MessageBus(bus_address=address).connect()
    try:
        answer = await bus.call(message)
    finally:
        bus.disconnect()
    if answer is None or answer.message_type is not MessageType.METHOD_RETURN:
        return None
    return answer.body[0] if answer.body else ()


class Seat:
    """What is told of a seat, which covers when it is let."""

    def __init__(self) -> None:
        self.locks: list[str] = []
        self.covered = threading.Event()
        self._logind = Logind(self.locks.append, self.covered.is_set)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        self._listening = self._loop.create_task(self._logind.run())
        with pytest.raises(asyncio.CancelledError):
            self._loop.run_until_complete(self._listening)
        self._loop.close()

    def saw_lid(self, *, is_closed: bool) -> None:
        """Return once it saw that the lid is so."""
        eventually(lambda: self._logind.is_lid_closed is is_closed, "it looked at the lid")

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._listening.cancel)
        self._thread.join()


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[System]:
    made = System(tmp_path)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", made.address)
    yield made
    made.end()


@pytest.fixture
def seat(system: System) -> Iterator[Seat]:
    made = Seat()
    eventually(lambda: system.waiting() == ["Deskwarden"], "it listens")
    yield made
    made.end()


def test_the_machine_sleeps_once_the_screen_is_covered_and_waits_anew_after_it_woke(system: System, seat: Seat) -> None:
    system.sleeps(begins=True)
    eventually(lambda: seat.locks == ["sleep"], "the seat locks")
    assert system.waiting() == ["Deskwarden"]
    seat.covered.set()
    eventually(lambda: system.waiting() == [], "the machine may sleep")
    system.sleeps(begins=False)
    eventually(lambda: system.waiting() == ["Deskwarden"], "it will wait again")
    assert seat.locks == ["sleep"]


def test_a_screen_that_is_never_covered_does_not_keep_the_machine_awake(
    system: System, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logind, "COVERED_WITHIN", 0.2)
    system.sleeps(begins=True)
    eventually(lambda: system.waiting() == [], "the machine may sleep")
    assert seat.locks == ["sleep"]


def test_the_systems_own_lock_and_another_session_on_the_screen_lock_the_seat(system: System, seat: Seat) -> None:
    system.locks("ours")
    eventually(lambda: seat.locks == ["system"], "the seat locks")
    system.leaves("ours")
    eventually(lambda: seat.locks == ["system", "switched"], "the seat locks")


def test_a_lid_that_closes_locks_the_seat_each_time(
    system: System, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logind, "LID_EVERY", 0.02)
    for times in (1, 2):
        seat.saw_lid(is_closed=False)
        system.lid(is_closed=True)
        eventually(lambda: seat.locks == ["lid"] * times, "the seat locks")  # noqa: B023 - asked before the next one
        system.lid(is_closed=False)


def test_a_lid_that_is_closed_already_locks_nobody_out(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logind, "LID_EVERY", 0.02)
    system.lid(is_closed=True)
    seat = Seat()
    try:
        seat.saw_lid(is_closed=True)
        assert seat.locks == []
        system.lid(is_closed=False)
        seat.saw_lid(is_closed=False)
        system.lid(is_closed=True)
        eventually(lambda: seat.locks == ["lid"], "the seat locks")
    finally:
        seat.end()


def test_who_is_not_logind_says_nothing_and_ends_nothing(system: System, seat: Seat) -> None:
    system.poses("org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{ss}as", SESSION, {"Active": "no"}, [])
    system.poses(f"{SERVICE}.Manager", "PrepareForSleep", "b", True)
    system.poses(SESSION, "Lock", "")
    system.leaves("ours")
    eventually(lambda: bool(seat.locks), "the seat locks")
    assert seat.locks == ["switched"]


def test_who_came_by_ssh_and_leaves_locks_nobody_out(system: System, seat: Seat) -> None:
    system.leaves("shell")
    system.locks("ours")
    eventually(lambda: bool(seat.locks), "the seat locks")
    assert seat.locks == ["system"]


def test_where_no_such_service_is_nothing_is_told_and_it_is_looked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logind, "AGAIN_AFTER", 0.05)
    folder = tmp_path / "late"
    folder.mkdir()
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={folder / 'bus'}")
    seat = Seat()
    system = System(folder)
    try:
        eventually(lambda: system.waiting() == ["Deskwarden"], "it listens")
        system.locks("ours")
        eventually(lambda: seat.locks == ["system"], "the seat locks")
    finally:
        seat.end()
        system.end()
