"""The desktop as a whole: chosen aloud, refused clearly, and never silent when it breaks."""

# SPDX-License-Identifier: Apache-2.0

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest

from tests.desktop.bed import eventually
from tests.desktop.reports import Reports
from tests.fakes.browsers import FakeBrowsers
from workstation.desktop.choose import choose_desktop
from workstation.desktop.x11.clipboard import Clipboard
from workstation.desktop.x11.desktop import X11Desktop
from workstation.desktop.x11.idle import Idle
from workstation.desktop.x11.keys import Keys
from workstation.desktop.x11.readers import Readers
from workstation.detect.labels import label_class
from workstation.detect.scanner import Scanner
from workstation.errors import DesktopError, UnsupportedDesktopError
from workstation.facts.actions import SeizeSelection
from workstation.facts.observations import SensorFailed
from workstation.facts.place import Rect

FIELD = Rect(0, 0, 10, 10)


def threads() -> set[str]:
    return {thread.name for thread in threading.enumerate() if thread.name.startswith("x11-")}


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.mark.parametrize(
    ("variables", "says"), [({}, "no desktop"), ({"WAYLAND_DISPLAY": "wayland-0"}, "Wayland")], ids=["none", "wayland"]
)
def test_a_session_without_x11_is_refused_in_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], says: str
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(UnsupportedDesktopError, match=says) as refused:
        choose_desktop(Scanner(), label_class, FakeBrowsers())
    assert "\n" not in str(refused.value)
    assert refused.value.hint


def test_a_display_that_does_not_answer_is_refused_in_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":6543")
    with pytest.raises(DesktopError, match="no X display") as refused:
        choose_desktop(Scanner(), label_class, FakeBrowsers())
    assert refused.value.hint


@pytest.mark.desktop
@pytest.mark.usefixtures("bed")
def test_on_x11_the_x11_desktop_is_chosen() -> None:
    desktop = choose_desktop(Scanner(), label_class, FakeBrowsers())
    assert isinstance(desktop, X11Desktop)
    desktop.start(Reports().post)
    desktop.stop()
    assert threads() == set()


@pytest.mark.desktop
@pytest.mark.usefixtures("bed")
def test_without_an_accessibility_bus_it_does_not_start_and_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, reports: Reports
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    desktop = choose_desktop(Scanner(), label_class, FakeBrowsers())
    with pytest.raises(DesktopError) as refused:
        desktop.start(reports.post)
    assert refused.value.hint
    desktop.stop()
    assert threads() == set()


@pytest.fixture
def dying_display(monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[bytes]]:
    """Bring a second display up, which this test may kill."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "640x480x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        monkeypatch.setenv("DISPLAY", f":{pipe.readline().strip()}")
    yield server
    server.kill()
    server.wait()


@pytest.mark.desktop
def test_every_sensor_says_so_when_the_x_server_dies_and_refuses_from_then_on(
    dying_display: subprocess.Popen[bytes], reports: Reports
) -> None:
    with ExitStack() as running:
        keys, idle = Keys(reports.post), Idle(reports.post)
        clipboard, readers = Clipboard(Scanner(), reports.post), Readers(reports.post)
        for part in (keys, idle, clipboard):
            part.start()
            running.callback(part.stop)
        running.callback(readers.stop)
        clipboard.watch()
        readers.watch()
        idle.watch((timedelta(hours=1),))
        keys.hold_copying(FIELD)
        dying_display.kill()
        silent = {"keys", "idle", "clipboard", "readers"}
        while silent:
            silent.discard(reports.next(SensorFailed).sensor)
        with pytest.raises(DesktopError):
            keys.hold_copying(FIELD)
        with pytest.raises(DesktopError):
            clipboard.seize(SeizeSelection(selection="PRIMARY"))
    eventually(lambda: threads() == set(), "no thread is left")
