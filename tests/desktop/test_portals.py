"""Who shares the screen through a portal is told until that ends, whoever else says that it did.

The bus is real, the portal a stand-in: none would bring up a session without PipeWire and a graphics card.
"""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator

import pytest
from dbus_fast import Message, MessageType, Variant

from tests.desktop.bed import eventually
from tests.desktop.portal import PLACE, PORTAL, Portal, Sharer
from tests.desktop.reports import PATIENCE, Reports
from workstation.desktop import portals as module
from workstation.desktop.portals import Portals
from workstation.desktop.recorders import Recorders
from workstation.desktop.sharing import Sharing
from workstation.facts.observations import RecordersSeen

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("bed")]

Scene = Callable[[Portal, Sharer], Awaitable[None]]


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def portals(reports: Reports) -> Iterator[Portals]:
    made = Portals(Recorders(reports.post))
    made.start()
    assert made.listening.wait(PATIENCE)
    yield made
    made.stop()


def played(scene: Scene) -> None:
    """Play a scene between a portal and a program, both in this process."""

    async def play() -> None:
        portal, sharer = await Portal.open(), await Sharer.open()
        try:
            await scene(portal, sharer)
        finally:
            sharer.close()
            portal.close()

    asyncio.run(play())


async def told(reports: Reports) -> list[int]:
    """Return whom the next observation names."""
    seen = await asyncio.to_thread(reports.next, RecordersSeen)
    return [program.pid for program in seen.programs]


@pytest.mark.usefixtures("portals")
@pytest.mark.parametrize("interface", ["ScreenCast", "RemoteDesktop"])
def test_who_shares_is_told_until_it_closes_the_session(reports: Reports, interface: str) -> None:
    async def scene(_: Portal, sharer: Sharer) -> None:
        session = await sharer.start(interface)
        assert await told(reports) == [os.getpid()]
        await sharer.asks(session, "Session", "Close")
        assert await told(reports) == []

    played(scene)


@pytest.mark.usefixtures("portals")
def test_a_session_ends_when_the_portal_ends_it(reports: Reports) -> None:
    async def scene(portal: Portal, sharer: Sharer) -> None:
        session = await sharer.start()
        assert await told(reports) == [os.getpid()]
        await portal.says(session, "Session", "Closed", "a{sv}", {})
        assert await told(reports) == []

    played(scene)


@pytest.mark.usefixtures("portals")
def test_a_session_that_the_agent_refuses_never_was_one(reports: Reports) -> None:
    async def scene(portal: Portal, sharer: Sharer) -> None:
        await sharer.start()
        assert await told(reports) == [os.getpid()]
        await portal.says(sharer.path("request", "r"), "Request", "Response", "ua{sv}", 0, {})
        await portal.says(sharer.path("request", "r"), "Request", "Response", "ua{sv}", 1, {})
        assert await told(reports) == []
        assert reports.are_over()

    played(scene)


@pytest.mark.usefixtures("portals")
def test_a_program_that_leaves_the_bus_shares_no_more(reports: Reports) -> None:
    async def scene(_: Portal, sharer: Sharer) -> None:
        await sharer.start()
        assert await told(reports) == [os.getpid()]
        sharer.close()
        assert await told(reports) == []

    played(scene)


def said(sender: str, path: str, interface: str, member: str, *body: object, signature: str = "") -> Message:
    kind = MessageType.METHOD_CALL if member in ("Start", "Close", "Stop") else MessageType.SIGNAL
    destination = PORTAL if kind is MessageType.METHOD_CALL else None
    return Message(
        destination, path, interface, member, kind, sender=sender, signature=signature, body=list(body), serial=1
    )


def sharing(*messages: Message) -> tuple[str, ...]:
    """Return who shares after these messages have passed."""

    async def owner_of(name: str) -> str:
        return ":1.9" if name == PORTAL else name

    async def pass_by() -> tuple[str, ...]:
        passed = Sharing(owner_of)
        for message in messages:
            await passed.take(message)
        return passed.programs

    return asyncio.run(pass_by())


SESSION, REQUEST = f"{PLACE}/session/1_7/s", f"{PLACE}/request/1_7/r"
ASKED: tuple[object, ...] = (SESSION, "", {"handle_token": Variant("s", "r")})
STARTED = said(":1.7", PLACE, "org.freedesktop.portal.ScreenCast", "Start", *ASKED, signature="osa{sv}")
OF_SESSION, OF_REQUEST = "org.freedesktop.portal.Session", "org.freedesktop.portal.Request"
REFUSED: tuple[object, ...] = (2, {})
OF_GNOME = "org.gnome.Mutter.ScreenCast.Session"
GNOME = said(":1.7", "/org/gnome/Mutter/ScreenCast/Session/u1", OF_GNOME, "Start")


@pytest.mark.parametrize("who", [":1.7", ":1.8", ":1.9"])
@pytest.mark.parametrize(
    ("by", "message"),
    [
        (":1.7", (SESSION, OF_SESSION, "Close")),
        (":1.9", (SESSION, OF_SESSION, "Closed")),
        (":1.9", (REQUEST, OF_REQUEST, "Response", *REFUSED)),
    ],
)
def test_only_the_program_itself_and_its_portal_end_a_session(who: str, by: str, message: tuple[str, ...]) -> None:
    path, interface, member, *body = message
    signature = "ua{sv}" if body else ""
    ended = said(who, path, interface, member, *body, signature=signature)
    assert sharing(STARTED, ended) == (() if who == by else (":1.7",))


def test_what_is_said_of_a_session_to_another_than_its_portal_changes_nothing() -> None:
    to_itself = said(":1.7", SESSION, OF_SESSION, "Close")
    to_itself.destination = ":1.7"
    assert sharing(STARTED, to_itself) == (":1.7",)
    decoy = said(":1.6", PLACE, "org.freedesktop.portal.ScreenCast", "Start", *ASKED, signature="osa{sv}")
    decoy.destination = ":1.6"
    gone = said("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "NameOwnerChanged", ":1.6", ":1.6", "")
    assert sharing(decoy, STARTED) == (":1.6", ":1.7")
    assert sharing(decoy, STARTED, gone) == (":1.7",)


def test_an_owner_that_changes_ends_what_it_shared_as_the_bus_says_and_nobody_else() -> None:
    gone = (":1.7", ":1.7", "")
    for sender, expected in (("org.freedesktop.DBus", ()), (":1.8", (":1.7",))):
        left = said(sender, "/", "org.freedesktop.DBus", "NameOwnerChanged", *gone, signature="sss")
        assert sharing(STARTED, left) == expected


def test_what_gnome_shares_by_itself_is_told_as_well() -> None:
    stopped = said(":1.7", GNOME.path or "", OF_GNOME, "Stop")
    assert sharing(GNOME) == (":1.7",)
    assert sharing(GNOME, STARTED, stopped) == (":1.7",)
    assert sharing(GNOME, stopped) == ()


def test_a_start_that_is_none_is_passed_over() -> None:
    assert sharing(said(":1.7", PLACE, "org.freedesktop.portal.ScreenCast", "Start", "x", signature="s")) == ()


def test_without_a_bus_it_is_looked_for_again(
    reports: Reports, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    address = os.environ["DBUS_SESSION_BUS_ADDRESS"]
    monkeypatch.setattr(module, "AGAIN_AFTER", 0.01)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    portals = Portals(Recorders(reports.post))
    portals.start()
    eventually(lambda: any("through a portal" in each.message for each in caplog.records), "it is said")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    assert portals.listening.wait(PATIENCE)
    assert sum("through a portal" in record.message for record in caplog.records) == 1
    portals.stop()
    portals.stop()
