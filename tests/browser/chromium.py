"""Debian's Chromium with the extension, led through its debugging pipe: pages, scripts in them, pictures of its own."""

# SPDX-License-Identifier: Apache-2.0

import base64
import itertools
import json
import os
import select
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.browser.reading import digits, words
from tests.desktop.bed import Bed
from workstation.browser.package import EXTENSION

PATIENCE = 90.0
FLAGS = (
    "--test-type",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--password-store=basic",
    "--remote-debugging-pipe",
    "--enable-unsafe-extension-debugging",
    "--window-position=0,0",
    "--window-size=1000,800",
)
LARGER = 2
NO_PAGE_YET = ("execution context", "navigated or closed")


class Chromium:
    """One browser; `load` brings the extension into it, `open` a page in a tab of its own."""

    def __init__(self, bed: Bed, folder: Path, *more: str) -> None:
        self._bed = bed
        self._numbers = itertools.count(1)
        self._unread = b""
        self._worlds: dict[tuple[str | None, str], int] = {}
        theirs, self._commands = os.pipe()
        self._answers, answering = os.pipe()
        shell = f'exec "$@" 3<&{theirs} 4>&{answering}'
        sandbox = ("--no-sandbox",) if os.getuid() == 0 else ()
        browser = ("chromium", *FLAGS, *sandbox, *more, f"--user-data-dir={folder}")
        self.process = bed.start(("bash", "-c", shell, "bash", *browser, "about:blank"), keep=(theirs, answering))
        os.close(theirs)
        os.close(answering)

    def load(self, extension: Path = EXTENSION) -> str:
        """Load the unpacked extension and return its id."""
        return str(self.call("Extensions.loadUnpacked", {"path": str(extension)})["id"])

    def open(self, url: str) -> "Tab":
        """Open `url` in a new tab that is in front."""
        target = self.call("Target.createTarget", {"url": url})["targetId"]
        session = self.call("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        tab = Tab(self, target, session)
        tab.call(
            "Emulation.setDeviceMetricsOverride",
            {"width": 1000, "height": 700, "deviceScaleFactor": LARGER, "mobile": False},
        )
        tab.until(lambda: tab.run("location.href + document.readyState") == f"{url}complete", f"{url} is there")
        return tab

    def call(
        self,
        method: str,
        given: Mapping[str, Any] | None = None,
        session: str | None = None,
        *,
        meanwhile: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        """Say `method` and return what it answers; what else is told meanwhile is passed over.

        Errors that say one of `meanwhile` are asked past, until the page answers.
        """
        deadline = time.monotonic() + PATIENCE
        while True:
            told = self._answer(method, given, session)
            error = str(told.get("error")).casefold()
            if not any(each in error for each in meanwhile) or time.monotonic() > deadline:
                assert "error" not in told, (method, told["error"])
                return dict(told["result"])
            time.sleep(0.02)

    def _answer(self, method: str, given: Mapping[str, Any] | None, session: str | None) -> dict[str, Any]:
        number = next(self._numbers)
        said = {"id": number, "method": method, "params": given or {}, **({"sessionId": session} if session else {})}
        os.write(self._commands, json.dumps(said).encode() + b"\0")
        while True:
            told = self._next()
            if told.get("id") == number:
                return told
            if told.get("method") == "Runtime.executionContextCreated":
                world = told["params"]["context"]
                self._worlds[told.get("sessionId"), world["name"]] = world["id"]

    def world(self, session: str, name: str) -> int:
        """Return the number of the world that a page's extension runs in."""
        self.call("Runtime.enable", session=session)
        return self._worlds[session, name]

    def close(self) -> None:
        """End it."""
        self._bed.end(self.process)
        os.close(self._commands)
        os.close(self._answers)

    def _next(self) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE
        while b"\0" not in self._unread:
            ready, _, _ = select.select([self._answers], [], [], max(deadline - time.monotonic(), 0))
            more = os.read(self._answers, 1 << 20) if ready else b""
            assert more, "Chromium does not answer"
            self._unread += more
        line, _, self._unread = self._unread.partition(b"\0")
        return dict(json.loads(line))


class Tab:
    """One page, and what a person would see of it."""

    def __init__(self, browser: Chromium, target: str, session: str) -> None:
        self._browser = browser
        self._target = target
        self._session = session

    def run(self, script: str) -> Any:  # noqa: ANN401 - whatever the page answers
        """Return what `script` is in the page's own world; a promise's value once it has one."""
        given = {"expression": script, "returnByValue": True, "awaitPromise": True, "userGesture": True}
        answer = self._browser.call("Runtime.evaluate", given, self._session, meanwhile=NO_PAGE_YET)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def break_extension(self, script: str) -> None:
        """Run `script` in the extension's own world, as no page can: to have one of its parts fail."""
        given = {"expression": script, "contextId": self._browser.world(self._session, "Deskwarden")}
        assert "exceptionDetails" not in self.call("Runtime.evaluate", given)

    def call(self, method: str, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Say `method` to this page."""
        return self._browser.call(method, given, self._session)

    def picture(self, element: str = "body") -> bytes:
        """Return a PNG of where `element` is, as the page itself paints it."""
        box = self.run(
            f"(() => {{ const r = document.querySelector({json.dumps(element)}).getBoundingClientRect();"
            " return [r.x, r.y, r.width, r.height] })()"
        )
        x, y, width, height = box
        clip = {"x": x, "y": y, "width": width, "height": height, "scale": 1}
        return base64.b64decode(self.call("Page.captureScreenshot", {"clip": clip})["data"])

    def words(self, element: str = "body") -> str:
        """Return what a reader makes out in a picture of `element`."""
        return words(self.picture(element))

    def digits(self, element: str = "body") -> str:
        """Return the digits that a reader makes out in a picture of `element`, with nothing between them."""
        return digits(self.picture(element))

    def press(self, key: str, modifiers: int = 0) -> None:
        """Press one key as the keyboard would; 2 is Ctrl."""
        commands = {"c": ["copy"], "x": ["cut"], "v": ["paste"], "a": ["selectAll"]} if modifiers == 2 else {}
        code = key if len(key) > 1 else f"Key{key.upper()}"
        virtual = ord(key.upper()) if len(key) == 1 else 0
        base = {"modifiers": modifiers, "key": key, "code": code, "windowsVirtualKeyCode": virtual}
        text = {} if modifiers or len(key) > 1 else {"text": key}
        down = {"type": "keyDown", **base, **text, "commands": commands.get(key, [])}
        self.call("Input.dispatchKeyEvent", down)
        self.call("Input.dispatchKeyEvent", {"type": "keyUp", **base})

    def point(self, element: str) -> None:
        """Move the mouse over the middle of `element`."""
        x, y = self.run(
            f"(() => {{ const r = document.querySelector({json.dumps(element)}).getBoundingClientRect();"
            " return [r.x + r.width / 2, r.y + r.height / 2] })()"
        )
        self.call("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x, "y": y})

    def front(self) -> None:
        """Bring this tab to the front."""
        self.call("Page.bringToFront")

    def close(self) -> None:
        self._browser.call("Target.closeTarget", {"targetId": self._target})

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Return once `condition` holds; fail naming `what` where it never does."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, f"never happened: {what}"
            time.sleep(0.02)
