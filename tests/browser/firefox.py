"""Debian's Firefox with the extension, led through Marionette: pages, scripts in them, pictures of its own."""

# SPDX-License-Identifier: Apache-2.0

import base64
import itertools
import json
import socket
import time
from pathlib import Path
from typing import Any

from tests.browser.reading import digits
from tests.desktop.bed import Bed, eventually
from workstation.browser.package import EXTENSION

PATIENCE = 60.0
SETTINGS = {
    "marionette.port": 0,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "browser.aboutwelcome.enabled": False,
    "app.update.enabled": False,
    "layout.css.devPixelsPerPx": "2.0",
}
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Firefox:
    """One browser with one tab; `load` brings the extension into it."""

    def __init__(self, bed: Bed, folder: Path) -> None:
        folder.mkdir()
        said = (f'user_pref("{name}", {json.dumps(value)});' for name, value in SETTINGS.items())
        (folder / "user.js").write_text("\n".join(said), encoding="utf-8")
        self._bed = bed
        self._numbers = itertools.count(1)
        self._unread = b""
        command = ("firefox-esr", "-marionette", "--no-remote", "--profile", str(folder), "about:blank")
        self.process = bed.start(command)
        port = folder / "MarionetteActivePort"
        eventually(lambda: port.exists() and port.read_text().strip(), "Firefox can be led", PATIENCE)
        self._line = socket.create_connection(("127.0.0.1", int(port.read_text())), timeout=PATIENCE)
        self._next()
        self.call("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {}}})

    def load(self, extension: Path = EXTENSION) -> str:
        """Load the unpacked extension and return its id."""
        return str(self.call("Addon:Install", {"path": str(extension), "temporary": True})["value"])

    def open(self, url: str) -> None:
        """Go to `url`; return once it is loaded."""
        self.call("WebDriver:Navigate", {"url": url})

    def run(self, script: str) -> Any:  # noqa: ANN401 - whatever the page answers
        """Return what `script` returns in the page's own world."""
        return self.call("WebDriver:ExecuteScript", {"script": script, "args": [], "sandbox": None})["value"]

    def digits(self, element: str) -> str:
        """Return the digits that a reader makes out in a picture of `element`."""
        found = self.call("WebDriver:FindElement", {"using": "css selector", "value": element})["value"][ELEMENT]
        picture = self.call("WebDriver:TakeScreenshot", {"id": found, "full": False, "hash": False})["value"]
        return digits(base64.b64decode(picture))

    def until(self, element: str, wanted: str) -> None:
        """Return once the digits of `element` are `wanted`."""
        deadline = time.monotonic() + PATIENCE / 2
        while (seen := self.digits(element)) != wanted:
            assert time.monotonic() < deadline, f"{seen} are read, not {wanted}"

    def call(self, command: str, given: object) -> dict[str, Any]:
        """Say `command` and return what it answers."""
        number = next(self._numbers)
        said = json.dumps([0, number, command, given]).encode()
        self._line.sendall(b"%d:%s" % (len(said), said))
        while True:
            _, answered, error, result = self._next()
            if answered == number:
                assert error is None, (command, error)
                return result if isinstance(result, dict) else {"value": result}

    def close(self) -> None:
        """End it."""
        self._line.close()
        self._bed.end(self.process)

    def _next(self) -> Any:  # noqa: ANN401 - the greeting is an object, all else a list
        while b":" not in self._unread:
            self._unread += self._received()
        size, _, self._unread = self._unread.partition(b":")
        while len(self._unread) < int(size):
            self._unread += self._received()
        message, self._unread = self._unread[: int(size)], self._unread[int(size) :]
        return json.loads(message)

    def _received(self) -> bytes:
        more = self._line.recv(1 << 20)
        assert more, "Firefox does not answer"
        return more
