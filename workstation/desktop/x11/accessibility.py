"""The eyes of the seat: which field has the focus, and which sensitive values the screen shows."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from workstation.desktop.x11.accessiblescreen import AccessibleScreen
from workstation.desktop.x11.atspi import HINT, AccessibilityBus
from workstation.desktop.x11.connection import Connection
from workstation.desktop.x11.focus import LabelClass, Watched
from workstation.detect.finding import Scan
from workstation.errors import DesktopError
from workstation.facts.observations import SensorFailed
from workstation.seat.ports import Post

PATIENCE = 5.0
RETRY_EVERY = 1.0
LASTING = 10.0


class Accessibility:
    """Posts FieldFocused and ScreenRead from a thread of its own, with its own bus and X connection.

    Where the bus or a program fails, SensorFailed is posted, what was told last stays true for the receiver, and the
    sensor goes on trying.
    """

    def __init__(self, scan: Scan, label_class: LabelClass, post: Post, watched: Watched | None = None) -> None:
        self._scan = scan
        self._label_class = label_class
        self._post = post
        self._watched = watched
        self._started: Future[None] = Future()
        self._stopping = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_failing = False
        self._screen: AccessibleScreen | None = None
        self._thread = threading.Thread(target=self._run, name="accessibility", daemon=True)

    def start(self) -> None:
        """Return once programs are listened to; raise DesktopError where there is no bus or no display."""
        self._thread.start()
        try:
            self._started.result(PATIENCE)
        except TimeoutError as error:
            raise DesktopError("the accessibility bus does not answer", hint=HINT) from error

    def stop(self) -> None:
        """End the thread; nothing is posted afterwards. Harmless when called twice."""
        if self._loop is not None and self._thread.is_alive():
            self._call(self._stopping.set)
            self._thread.join(PATIENCE)

    def read_anew(self) -> None:
        """Read every window and the focused field again; returns at once."""
        self._call(self._outdate)

    def _call(self, do: Callable[[], None]) -> None:
        """Have the thread call `do`, unless it has ended by itself, or has not begun."""
        if self._loop is not None:
            with suppress(RuntimeError):  # what asyncio raises once a loop is closed
                self._loop.call_soon_threadsafe(do)

    def _outdate(self) -> None:
        if self._screen is not None:
            self._screen.read_anew()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(_let_go)
        living = asyncio.create_task(self._live())
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait((living, stopping), return_when=asyncio.FIRST_COMPLETED)
        for task in (living, stopping):
            task.cancel()
        await asyncio.gather(living, stopping, return_exceptions=True)

    async def _live(self) -> None:
        """Live one life after the other; end only where the first could not begin."""
        while True:
            began = monotonic()
            error: Exception = DesktopError("the accessibility bus ended", hint=HINT)
            try:
                await self._live_once()
            except* Exception as group:  # noqa: BLE001 - whatever it was: it is told, and tried again
                error = _first(group)
            if not self._started.done():
                self._started.set_exception(error)
                return
            if monotonic() - began > LASTING:
                self._is_failing = False
            self._fail(error)
            await asyncio.sleep(RETRY_EVERY)

    async def _live_once(self) -> None:
        connection = Connection()
        try:
            bus = await AccessibilityBus.connect()
            try:
                self._screen = AccessibleScreen(
                    bus, connection, self._scan, self._label_class, post=self._post, watched=self._watched
                )
                await self._screen.run(self._heard)
            finally:
                self._screen = None
                bus.close()
        finally:
            connection.close()

    def _heard(self) -> None:
        if not self._started.done():
            self._started.set_result(None)

    def _fail(self, error: Exception) -> None:
        """Say what failed, once until it works again for a while."""
        if not self._is_failing:
            self._is_failing = True
            reason = str(error) if isinstance(error, DesktopError) else type(error).__name__
            self._post(SensorFailed(at=datetime.now(UTC), sensor="accessibility", reason=reason))


def _let_go(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Pass over what dbus-fast leaves behind of a bus that ended: sends that nobody waits for; that is told already."""
    if not isinstance(context.get("exception"), OSError):
        loop.default_exception_handler(context)


def _first(group: ExceptionGroup[Exception]) -> Exception:
    """Return the first error of a group of groups."""
    error: Exception = group
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error
