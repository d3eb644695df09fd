"""An installed workstation with a screen: X server, session bus, and the product's own seat, shields and prompt."""

# SPDX-License-Identifier: Apache-2.0

import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pyotp

from tests.auditstore.storeprocess import running_store
from tests.demo.pixels import Pixels
from tests.demo.scene import PROMPT, SHIELD
from tests.installed.stage import AGENT, WITHIN, Stage
from tests.installed.workplace import Workplace, enrol_at, eventually

PROGRAM = '#!/bin/sh\nPYTHONPATH=/opt/app exec /opt/venv/bin/python -m workstation "$@"\n'
POLICY = 'name = "Installed"\nformat = 1\n[[rule]]\nkind = "idle"\nid = "idle"\nafter_seconds = 600\n'
COOKIE = "/run/agent/cookie"
NAME = "cruz"
EVERY_DISPLAY, KIND = (
    b"\xff\xff\0\0\0\0",
    b"MIT-MAGIC-COOKIE-1",
)  # a record of Xau's: family, address, number; name, data


@dataclass
class Screen:
    """The workplace, as a person in front of it and a reader of its pixels see it."""

    place: Workplace
    display: str
    pixels: Pixels
    secret: str

    def covered(self) -> bool:
        return self.pixels.at(3, 3) == SHIELD

    def sign_in(self) -> None:
        """Type name and code as soon as the prompt takes them; the demo's own pace of a hand."""
        eventually(self.place.stands)
        eventually(lambda: PROMPT in self._titles())
        self.do("type", "--delay", "30", NAME)
        self.do("key", "Tab")
        self.do("type", "--delay", "30", pyotp.TOTP(self.secret).at(int(time.time())))
        self.do("key", "Return")
        eventually(lambda: not self.covered())

    def do(self, *arguments: str) -> str:
        """Run xdotool as the agent's hand."""
        environment = {"DISPLAY": self.display, "XAUTHORITY": COOKIE}
        return self.place.stage.run(AGENT, "xdotool", *arguments, environment=environment).stdout

    def _titles(self) -> str:
        return self.do("search", "--onlyvisible", "--name", PROMPT, "getwindowname")


@contextmanager
def shown() -> Iterator[Screen]:
    """Give an installed workstation with a screen, and leave nothing of it."""
    stage = Stage()
    processes: list[subprocess.Popen[bytes]] = []
    try:
        stage.program.write_text(PROGRAM)
        (stage.opt / "app" / "tests" / "demo" / "policy.toml").write_text(POLICY)
        display = _screen(stage, processes)
        bus = ("dbus-daemon", "--session", "--nofork", "--nosyslog", "--address=unix:path=/run/agent/bus")
        environment = {"DISPLAY": display, "XAUTHORITY": COOKIE, "XDG_RUNTIME_DIR": "/run/agent"}
        quiet = subprocess.DEVNULL
        processes.append(subprocess.Popen(stage.command(AGENT, bus, environment), stdout=quiet, stderr=quiet))
        with running_store(stage.folder / "store") as store:
            enrol_at(store, stage)
            place = Workplace(stage)
            os.environ["XAUTHORITY"] = str(stage.run_folder / "agent" / "cookie")
            pixels = Pixels(display)
            try:
                yield Screen(place, display, pixels, store.parts.agents.add(NAME, "cards"))
            finally:
                del os.environ["XAUTHORITY"]
                pixels.close()
                place.close()
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait(WITHIN)
        stage.close()


def _screen(stage: Stage, processes: list[subprocess.Popen[bytes]]) -> str:
    """Start an X server that only the agent's cookie opens, and return its name."""
    cookie = stage.run_folder / "agent" / "cookie"
    cookie.write_bytes(
        EVERY_DISPLAY + b"".join(len(each).to_bytes(2) + each for each in (KIND, secrets.token_bytes(16)))
    )
    read, write = os.pipe()
    server = ("Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-auth", str(cookie))
    processes.append(subprocess.Popen(server, pass_fds=(write,), stderr=subprocess.DEVNULL))
    os.close(write)
    with os.fdopen(read) as told:
        display = f":{told.readline().strip()}"
    stage.tell_session(display)
    return display
