"""The seat's end of its browsers' extensions: who is connected, which documents they cover, what they tell."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import itertools
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from workstation.browser.calling import Line, line_of
from workstation.browser.messages import (
    LENGTH,
    LIMIT,
    Asked,
    Closed,
    Cover,
    Focused,
    FromExtension,
    Joined,
    Left,
    Lift,
    Opened,
    Over,
    Refused,
    Shown,
    Uncovered,
    framed,
    parse_said,
)
from workstation.browser.ownpatterns import own_said
from workstation.browser.package import own_version
from workstation.browser.presence import Patience, Presence
from workstation.errors import DesktopError, DeskwardenError, LinkError
from workstation.facts.actions import CoverPage, LiftPage
from workstation.facts.observations import Observation, SensorFailed
from workstation.facts.pagefacts import (
    BrowsersSeen,
    PageAsked,
    PageClosed,
    PageFact,
    PageFocused,
    PageLeft,
    PageLiftEnded,
    PageOpened,
    PageRefused,
    PageShown,
    PageUncovered,
)
from workstation.facts.place import Page, Place, Program
from workstation.link.caller import caller_at
from workstation.link.door import OwnDoor
from workstation.seat.ports import Post

PAGES_AT_MOST = 2048
_PATIENCE = Patience()
UP_WITHIN = 10.0
MEETS_WITHIN = 8
"""Turns of the loop in which a connection that was accepted becomes a task that can be ended."""
log = logging.getLogger(__name__)


class Extensions:
    """Implements seat.ports.Browsers: a socket of our own account, at which every browser's native host calls."""

    def __init__(self, socket: Path, is_set_up: Callable[[], bool], patience: Patience = _PATIENCE) -> None:
        self._door = OwnDoor(socket)
        self._presence = Presence(own_version(), is_set_up, patience)
        self._running: tuple[Program, ...] = ()
        self._seen = self._presence.look((), monotonic())
        self._post: Post | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending = asyncio.Event()
        self._thread: threading.Thread | None = None
        self._up = threading.Event()
        self._refused: DeskwardenError | None = None
        self._numbers = itertools.count(1)
        self._writers: dict[str, asyncio.StreamWriter] = {}

    def start(self, post: Post) -> None:
        """Listen; raise DesktopError where that cannot be."""
        self._post = post
        self._thread = threading.Thread(target=self._run, name="browsers", daemon=True)
        self._thread.start()
        if not self._up.wait(UP_WITHIN) or self._refused is not None:
            raise DesktopError(f"browsers cannot be listened to: {self._refused}", hint="Another seat may run here.")

    def stop(self) -> None:
        """Listen no more."""
        if self._loop is not None and self._thread is not None:
            with suppress(RuntimeError):  # the loop ended by itself
                self._loop.call_soon_threadsafe(self._ending.set)
            self._thread.join()

    def running(self, programs: tuple[Program, ...]) -> None:
        """Take these for the browsers that run now; said again from time to time, from any thread."""
        if self._loop is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._look, programs)

    def cover(self, cover: CoverPage) -> None:
        """Have a document cover exactly these classes."""
        if self._loop is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._cover, cover)

    def lift(self, lift: LiftPage) -> None:
        """Have a document uncover one value, or put it back."""
        if self._loop is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._lift, lift)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except (DeskwardenError, OSError) as error:
            self._refused = error if isinstance(error, DeskwardenError) else DesktopError(str(error))
            if self._up.is_set():
                self._tell(SensorFailed(at=_now(), sensor="browsers", reason=str(error)))
        finally:
            self._up.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        server = await self._door.open(self._accept)
        self._up.set()
        try:
            await self._ending.wait()
        finally:
            await _meet_the_last(server)
            server.close()
            self._door.close()

    def _look(self, running: tuple[Program, ...]) -> None:
        """Tell which browsers run with and without an extension, where that is other than told."""
        self._running = running
        browsers = self._presence.look(running, monotonic())
        if browsers != self._seen:
            self._seen = browsers
            self._tell(BrowsersSeen(at=_now(), browsers=browsers))

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        caller = caller_at(writer.get_extra_info("socket"))
        line = line_of(caller, next(self._numbers), writer)
        try:
            self._door.knows(caller)
            while True:
                self._said(await _next(reader), line)
        except (LinkError, ConnectionError) as error:
            log.warning("the extension of %s (pid %s) was cut off: %s", line.browser.name, line.browser.pid, error)
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()
            self._presence.left(line.number)
            for key in tuple(line.pages):
                self._forget(key, line)

    def _said(self, said: FromExtension, line: Line) -> None:
        if isinstance(said, Joined):
            self._presence.joined(line.number, line.browser, said.version)
            self._look(self._running)
            return
        key, at = f"{line.number}/{said.page}", _now()
        match said:
            case Opened(url=url):
                self._opened(key, url, line)
            case _ if key not in line.pages:
                return  # told after it was closed
            case Closed():
                self._forget(key, line)
            case _:
                self._tell(_fact(said, key, at))

    def _opened(self, key: str, url: str, line: Line) -> None:
        if len(line.pages) >= PAGES_AT_MOST:
            raise LinkError(f"it tells of more than {PAGES_AT_MOST} pages")
        line.pages.add(key)
        self._writers[key] = line.writer
        place = Place(executable=line.browser.path or None, url=url)
        page = Page(application=line.browser.name, place=place, vouched=line.vouched)
        self._tell(PageOpened(at=_now(), key=key, page=page))

    def _cover(self, cover: CoverPage) -> None:
        if writer := self._writers.get(cover.key):
            page = cover.key.partition("/")[2]
            said = Cover(
                page=page,
                classes=cover.classes,
                regions=cover.regions,
                own=own_said(cover.own),
                offered=cover.offered,
                modifier=cover.modifier,
            )
            writer.write(framed(said))

    def _lift(self, lift: LiftPage) -> None:
        if writer := self._writers.get(lift.key):
            page = lift.key.partition("/")[2]
            said = Lift(page=page, data_class=lift.data_class, value=lift.value, seconds=lift.seconds)
            writer.write(framed(said))

    def _forget(self, key: str, line: Line) -> None:
        line.pages.discard(key)
        self._writers.pop(key, None)
        self._tell(PageClosed(at=_now(), key=key))

    def _tell(self, observation: Observation) -> None:
        if self._post is not None:
            self._post(observation)


async def _meet_the_last(server: asyncio.AbstractServer) -> None:
    """Accept nobody more, and return once whoever was accepted can be sent away with the others.

    A server that is closed drops those unclosed (https://github.com/python/cpython/issues/109564).
    """
    if isinstance(server, asyncio.Server):
        for each in server.sockets:
            server.get_loop().remove_reader(each.fileno())
    for _ in range(MEETS_WITHIN):
        await asyncio.sleep(0)


async def _next(reader: asyncio.StreamReader) -> FromExtension:
    (size,) = LENGTH.unpack(await reader.readexactly(LENGTH.size))
    if size > LIMIT:
        raise LinkError(f"it announced {size} bytes, over the limit of {LIMIT}")
    return parse_said(await reader.readexactly(size))


def _fact(  # noqa: PLR0911 - one arm a fact
    said: Shown | Focused | Left | Refused | Asked | Over | Uncovered, key: str, at: datetime
) -> PageFact:
    """Return what a page that is known said of itself."""
    match said:
        case Shown(classes=classes):
            return PageShown(at=at, key=key, data_classes=classes)
        case Focused(classes=classes):
            return PageFocused(at=at, key=key, data_classes=classes)
        case Left():
            return PageLeft(at=at, key=key)
        case Refused(gesture=gesture):
            return PageRefused(at=at, key=key, gesture=gesture)
        case Asked(data_class=data_class, value=value):
            return PageAsked(at=at, key=key, data_class=data_class, value=value)
        case Over():
            return PageLiftEnded(at=at, key=key)
        case Uncovered():
            return PageUncovered(at=at, key=key)


def _now() -> datetime:
    return datetime.now(UTC)
