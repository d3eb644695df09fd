"""The windows of the screen from bottom to top: whose they are, where, and what they hide."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import xcffib
import xcffib.shape
import xcffib.xproto

from workstation.desktop.x11.clients import Clients
from workstation.desktop.x11.connection import Connection, x_errors
from workstation.desktop.x11.inquiry import GONE, NO_SHADOW, Answers, Inquiry, WindowGoneError, ask_words, words
from workstation.desktop.x11.markers import IsShield, Markers, runs_shield
from workstation.desktop.x11.regions import meet, minus
from workstation.facts.place import Rect

MASK_PROPERTY = "_DESKWARDEN_MASK"
SHIELD_PROPERTY = "_DESKWARDEN_SHIELD"


@dataclass(frozen=True, slots=True)
class Window:
    """A viewable window: `client` is the program's own, `rect` its pixels, `hides` what nothing shows through.

    `shadow` is what it says of itself: how much of `rect` is shadow on the left, right, at the top and at the bottom.
    """

    client: int
    pid: int
    outer: Rect
    rect: Rect
    hides: tuple[Rect, ...]
    shadow: tuple[int, ...] = NO_SHADOW


@dataclass(frozen=True, slots=True)
class Stack:
    """Every viewable window from bottom to top, but for our masks and for what lies above a shield.

    Those go away from one moment to the next, and what was below them must be masked at that moment. So must what is
    below a window that only claims to be a shield, or is left of a dead one: it stays, and hides nothing.
    """

    screen: Rect
    windows: tuple[Window, ...]
    monitors: tuple[Rect, ...] = ()

    def window(self, client: int) -> Window | None:
        """Return the viewable window of `client`, None where it is minimized or gone."""
        return next((window for window in self.windows if window.client == client), None)

    def outputs(self) -> frozenset[tuple[int, Rect]]:
        """Return which window begins on which output."""
        begins = ((window, Rect(window.rect.x, window.rect.y, 1, 1)) for window in self.windows)
        return frozenset((window.client, each) for window, at in begins for each in self.monitors if meet(at, each))

    def visible(self, rect: Rect, client: int) -> tuple[Rect, ...]:
        """Return the pixels of `rect`, inside the window of `client`, that no window above hides."""
        place = next((index for index, window in enumerate(self.windows) if window.client == client), None)
        if place is None:
            return ()
        inside = meet(rect, self.windows[place].rect)
        on_screen = meet(inside, self.screen) if inside else None
        above = (hidden for window in self.windows[place + 1 :] for hidden in window.hides)
        return minus(on_screen, above) if on_screen else ()


NO_STACK = Stack(Rect(0, 0, 0, 0), ())


class WindowStack:
    """Reads the stack over the connection of the calling thread; a reading takes a few milliseconds.

    `ours` are the masks that the last reading met and left out.
    """

    def __init__(self, connection: Connection, is_shield: IsShield = runs_shield) -> None:
        self._connection = connection
        self._core = connection.core
        connection.extension(xcffib.shape.key, "SHAPE")
        self._clients = Clients(connection)
        self._markers = Markers(self._clients, is_shield)
        self._pids: dict[int, int] = {}
        self._tops: dict[int, int] = {}
        self.ours: frozenset[int] = frozenset()

    def read(self) -> Stack:
        """Return the stack as it is now; windows that vanish meanwhile are left out."""
        with x_errors("reading the windows"):
            tops = tuple(self._core.QueryTree(self._connection.root).reply().children)
            managed = self._managed(tops)
            inquiries = [Inquiry(self._connection, top, managed.get(top, top)) for top in self._viewable(tops)]
            windows = tuple(self._windows(inquiries, composited=self._is_composited()))
        self._pids = {window.client: window.pid for window in windows}
        return Stack(self._connection.screen(), windows, self._connection.monitors())

    def _windows(self, inquiries: Sequence[Inquiry], *, composited: bool) -> Iterator[Window]:
        mask, shield = self._connection.atom(MASK_PROPERTY), self._connection.atom(SHIELD_PROPERTY)
        answered = tuple(_answered(inquiries))
        marked = (inquiry.top for inquiry, answers in answered if mask in answers.properties)
        self.ours = frozenset(top for top in marked if self._markers.is_our_mask(top))
        for inquiry, answers in answered:
            claims = shield in answers.properties
            if claims and self._markers.is_shield(inquiry.top):
                return
            if inquiry.top in self.ours:
                continue
            yield Window(
                client=inquiry.client,
                pid=self._pids.get(inquiry.client) or self._clients.pid_of(inquiry.client),
                outer=answers.outer,
                rect=answers.inner,
                hides=() if claims else answers.hides(composited=composited),
                shadow=answers.shadow,
            )

    def _managed(self, tops: Sequence[int]) -> dict[int, int]:
        """Return the client inside every window that the window manager put around one."""
        clients = words(ask_words(self._connection, self._connection.root, "_NET_CLIENT_LIST").reply())
        known = {client: top for client, top in self._tops.items() if top in tops}
        self._tops = {client: known.get(client) or self._top(client) for client in clients}
        return {top: client for client, top in self._tops.items()}

    def _top(self, window: int) -> int:
        try:
            while (parent := self._core.QueryTree(window).reply().parent) not in {self._connection.root, 0}:
                window = parent
        except GONE:
            return 0
        return window

    def _viewable(self, tops: Sequence[int]) -> Iterator[int]:
        asked = [(top, self._core.GetWindowAttributes(top)) for top in tops]
        for top, cookie in asked:
            try:
                answer = cookie.reply()
            except GONE:
                continue
            paints = answer._class == xcffib.xproto.WindowClass.InputOutput  # noqa: SLF001 - the library's spelling
            if paints and answer.map_state == xcffib.xproto.MapState.Viewable:
                yield top

    def _is_composited(self) -> bool:
        owner = self._core.GetSelectionOwner(self._connection.atom("_NET_WM_CM_S0")).reply().owner
        return bool(owner)


def _answered(inquiries: Sequence[Inquiry]) -> Iterator[tuple[Inquiry, Answers]]:
    """Yield the inquiries whose windows still exist."""
    for inquiry in inquiries:
        with suppress(WindowGoneError):
            yield inquiry, inquiry.answer()
