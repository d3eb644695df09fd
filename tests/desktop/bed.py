"""A private desktop: Xvfb, session bus, accessibility bus, window manager; all of it ended by process id."""

# SPDX-License-Identifier: Apache-2.0

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xcffib
import xcffib.xproto
from xcffib.xproto import Atom, ClientMessageData, ClientMessageEvent, EventMask, WindowClass

from tests import NO_KEYRING

PATIENCE = 60.0
"""Seconds after which what was to happen never does, on a machine with much else to do."""
EXTENTS = ("_NET_REQUEST_FRAME_EXTENTS", "_NET_FRAME_EXTENTS")
TO_WINDOW_MANAGER = EventMask.SubstructureRedirect | EventMask.SubstructureNotify
BUS_LAUNCHER = "/usr/libexec/at-spi-bus-launcher"
PACKAGES = {
    "Xvfb": "xvfb",
    "dbus-daemon": "dbus",
    "openbox": "openbox",
    "picom": "picom",
    BUS_LAUNCHER: "at-spi2-core",
    "chromium": "chromium",
    "zenity": "zenity",
    "yad": "yad",
    "xterm": "xterm",
    "x11vnc": "x11vnc",
    "xtigervncviewer": "tigervnc-viewer",
    "tesseract": "tesseract-ocr",
    "xdotool": "xdotool",
    "mousepad": "mousepad",
    "javac": "openjdk-17-jdk openjdk-17-jre libatk-wrapper-java-jni",
    "xrandr": "x11-xserver-utils",
    "soffice": "libreoffice-calc libreoffice-writer libreoffice-gtk3",
}


def eventually(condition: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Return once `condition` holds; fail naming `what` where it never does."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"never happened: {what}")
        time.sleep(0.005)


def await_window_manager(core: Any, root: int, window: int) -> None:  # noqa: ANN401 - the library's
    """Return once the window manager answered a question about `window`, and so did all that it had to do before.

    While it starts, and where a window that had the focus is gone, it takes the focus from whoever has it.
    """
    asked, told = (
        core.InternAtom(only_if_exists=False, name_len=len(name), name=name).reply().atom for name in EXTENTS
    )
    data = ClientMessageData.synthetic([0] * 5, "I" * 5)
    question = ClientMessageEvent.synthetic(32, window, asked, data).pack()

    def answers() -> bool:
        core.SendEvent(propagate=False, destination=root, event_mask=TO_WINDOW_MANAGER, event=question)
        return bool(core.GetProperty(False, window, told, Atom.Any, 0, 4).reply().value_len)

    eventually(answers, "the window manager answers")


class Bed:
    """One desktop for the tests; `open` brings it up, `start` runs a program in it, `stop` ends all of it.

    `screen` is the file in which the display keeps what it shows, where a camera is wanted.
    """

    def __init__(self, folder: Path) -> None:
        missing = sorted({package for program, package in PACKAGES.items() if shutil.which(program) is None})
        if missing:
            raise AssertionError(f"the desktop tests need: apt-get install {' '.join(missing)}")
        self.folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        self.environment = self._private_environment()
        self.screen = folder / "screen" / "Xvfb_screen0"

    def open(self, width: int = 1280, height: int = 900, *, camera: bool = False) -> None:
        """Start display, buses and window manager; return once they serve."""
        self._start_display(width, height, ("-fbdir", str(self.screen.parent)) if camera else ())
        self._start_buses()
        self.start(["openbox"])
        self._await_window_manager()

    def start(
        self, command: Sequence[str], environment: Mapping[str, str] | None = None, *, keep: Sequence[int] = ()
    ) -> subprocess.Popen[bytes]:
        """Start `command` in this desktop, in a process group of its own."""
        process = subprocess.Popen(
            command,
            env={**self.environment, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=keep,
        )
        self._processes.append(process)
        return process

    def end(self, process: subprocess.Popen[bytes]) -> None:
        """End `process` and its group, asking first."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, sign)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=3)
        if process in self._processes:
            self._processes.remove(process)

    def stop(self) -> None:
        """End everything, the display last."""
        for process in reversed(self._processes[:]):
            self.end(process)

    def _private_environment(self) -> dict[str, str]:
        for name in ("run", "home", "screen"):
            (self.folder / name).mkdir(mode=0o700)
        return {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": str(self.folder / "home"),
            "XDG_RUNTIME_DIR": str(self.folder / "run"),
            "XDG_SESSION_TYPE": "x11",
            "GSETTINGS_BACKEND": "memory",
            "NO_AT_BRIDGE": "0",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "QT_QPA_PLATFORM": "xcb",
            **NO_KEYRING,
        }

    def _start_display(self, width: int, height: int, more: Sequence[str]) -> None:
        read, write = os.pipe()
        server = [
            "Xvfb",
            "-displayfd",
            str(write),
            "-screen",
            "0",
            f"{width}x{height}x24",
            "-nolisten",
            "tcp",
            "-noreset",
            *more,
        ]
        self.environment["DISPLAY"] = f":{self._first_line(server, read, write)}"

    def _start_buses(self) -> None:
        read, write = os.pipe()
        daemon = ["dbus-daemon", "--session", "--nofork", "--nosyslog", f"--print-address={write}"]
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self._first_line(daemon, read, write)
        self.accessibility = self.start([BUS_LAUNCHER, "--launch-immediately"])
        eventually(lambda: self._root_says("AT_SPI_BUS"), "the accessibility bus starts")

    def _await_window_manager(self) -> None:
        connection = xcffib.connect(display=self.environment["DISPLAY"])
        core, root = connection.core, connection.setup.roots[connection.pref_screen].root
        window = connection.generate_id()
        try:
            core.CreateWindow(0, window, root, -1, -1, 1, 1, 0, WindowClass.InputOnly, 0, 0, [])
            await_window_manager(core, root, window)
        finally:
            connection.disconnect()

    def _first_line(self, command: Sequence[str], read: int, write: int) -> str:
        """Start a server that tells its address on descriptor `write`, and return what it told."""
        self.start(command, keep=(write,))
        os.close(write)
        with os.fdopen(read) as pipe:
            return pipe.readline().strip()

    def _root_says(self, name: str) -> bool:
        connection = xcffib.connect(display=self.environment["DISPLAY"])
        try:
            atom = connection.core.InternAtom(only_if_exists=False, name_len=len(name), name=name).reply().atom
            root = connection.setup.roots[connection.pref_screen].root
            held = connection.core.ListProperties(root).reply().atoms
            return atom in list(held)
        finally:
            connection.disconnect()
