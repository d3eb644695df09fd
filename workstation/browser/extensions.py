"""The seat's end of its browsers' extensions: who is connected, which documents they cover, what they tell."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import itertools
import logging
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import psutil

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
from workstation.errors import DesktopError, DeskwardenError, LinkError
from workstation.facts.actions import CoverPage
from workstation.facts.observations import Observation, SensorFailed
from workstation.facts.pagefacts import (
    ExtensionLost,
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
RETURNS_WITHIN = 5.0
STARTS_WITHIN = 10.0
log = logging.getLogger(__name__)


class Extensions:
    """Implements seat.ports.Browsers: a socket of our own account, at which every browser's native host calls."""

    def __init__(self, socket: Path, returns_within: float = RETURNS_WITHIN) -> None:
        self._door = OwnDoor(socket)
        self._returns_within = returns_within
        self._post: Post | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending = asyncio.Event()
        self._thread: threading.Thread | None = None
        self._up = threading.Event()
        self._refused: DeskwardenError | None = None
        self._numbers = itertools.count(1)
        self._writers: dict[str, asyncio.StreamWriter] = {}
        self._browsers: dict[int, int] = {}

    def start(self, post: Post) -> None:
        """Listen; raise DesktopError where that cannot be."""
        self._post = post
        self._thread = threading.Thread(target=self._run, name="browsers", daemon=True)
        self._thread.start()
        if not self._up.wait(STARTS_WITHIN) or self._refused is not None:
            raise DesktopError(f"browsers cannot be listened to: {self._refused}", hint="Another seat may run here.")

    def stop(self) -> None:
        """Listen no more."""
        if self._loop is not None and self._thread is not None:
            with suppress(RuntimeError):  # the loop ended by itself
                self._loop.call_soon_threadsafe(self._ending.set)
            self._thread.join()

    def cover(self, cover: CoverPage) -> None:
        """Have a document cover exactly these classes."""
        if self._loop is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._cover, cover)

    def lift(self, key: str, data_class: str, seconds: int) -> None:
        """Have the document `key` uncover the value of this class that the pointer was on; 0 seconds put it back."""
        if self._loop is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._lift, key, data_class, seconds)

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
            server.close()
            self._door.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        caller = caller_at(writer.get_extra_info("socket"))
        browser = _program(caller.parent)
        number = next(self._numbers)
        pages: set[str] = set()
        self._browsers[browser.pid] = self._browsers.get(browser.pid, 0) + 1
        try:
            self._door.knows(caller)
            while True:
                self._said(await _next(reader), f"{number}/", browser, writer, pages)
        except (LinkError, ConnectionError) as error:
            log.warning("the extension of %s (pid %s) was cut off: %s", browser.name, browser.pid, error)
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()
            self._left(pages, browser)

    def _said(
        self, said: FromExtension, prefix: str, browser: Program, writer: asyncio.StreamWriter, pages: set[str]
    ) -> None:
        if isinstance(said, Joined):
            log.info("extension %s of %s (pid %s)", said.version, browser.name, browser.pid)
            return
        key, at = prefix + said.page, _now()
        match said:
            case Opened(url=url):
                if len(pages) >= PAGES_AT_MOST:
                    raise LinkError(f"it tells of more than {PAGES_AT_MOST} pages")
                pages.add(key)
                self._writers[key] = writer
                place = Place(executable=browser.path or None, url=url)
                self._tell(PageOpened(at=at, key=key, page=Page(application=browser.name, place=place)))
            case _ if key not in pages:
                return  # told after it was closed
            case Closed():
                self._forget(key, pages)
            case _:
                self._tell(_fact(said, key, at))

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

    def _lift(self, key: str, data_class: str, seconds: int) -> None:
        if writer := self._writers.get(key):
            writer.write(framed(Lift(page=key.partition("/")[2], data_class=data_class, seconds=seconds)))

    def _forget(self, key: str, pages: set[str]) -> None:
        pages.discard(key)
        self._writers.pop(key, None)
        self._tell(PageClosed(at=_now(), key=key))

    def _left(self, pages: set[str], browser: Program) -> None:
        for key in tuple(pages):
            self._forget(key, pages)
        self._browsers[browser.pid] -= 1
        if self._loop is not None and not self._ending.is_set():
            self._loop.call_later(self._returns_within, self._look_for, browser)

    def _look_for(self, browser: Program) -> None:
        """Tell where a browser went on without its extension, which nothing but its end may take away."""
        if not self._browsers.get(browser.pid) and _program(browser.pid) == browser and browser.pid:
            self._tell(ExtensionLost(at=_now(), program=browser))

    def _tell(self, observation: Observation) -> None:
        if self._post is not None:
            self._post(observation)


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
        case Focused(data_class=data_class):
            return PageFocused(at=at, key=key, data_class=data_class)
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


def _program(pid: int) -> Program:
    """Return the browser that started a native host; nameless where it has ended or nobody may look."""
    try:
        process = psutil.Process(pid)
        return Program(name=process.name(), path=process.exe(), pid=pid)
    except (psutil.Error, OSError, ValueError):
        return Program(name="", path="", pid=0)


def _now() -> datetime:
    return datetime.now(UTC)
