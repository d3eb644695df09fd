"""A thread's own connection to the X server, with its errors made ours."""

# SPDX-License-Identifier: Apache-2.0

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import xcffib
import xcffib.randr
import xcffib.xproto

from workstation.errors import DesktopError
from workstation.facts.place import Rect

# xcffib carries no types of its own: its objects are Any by name, so that a reader sees where checking ends.
Event = Any
Extension = Any
Cookie = Any


@contextmanager
def x_errors(doing: str) -> Iterator[None]:
    """Turn every error of the X library into a DesktopError that names what we were `doing`."""
    try:
        yield
    except xcffib.ConnectionException as error:
        raise DesktopError(f"the X server went away while {doing}", hint="Log in to the desktop again.") from error
    except xcffib.XcffibException as error:
        raise DesktopError(f"the X server refused {doing} ({type(error).__name__})") from error


class Connection:
    """One connection to the display of `$DISPLAY`, for one thread only; two threads need two of them.

    `raw` is the xcffib connection, `core` its core protocol; what they raise is turned by `x_errors`.
    """

    def __init__(self) -> None:
        try:
            self.raw: Any = xcffib.connect()
            self._is_severed = False
        except xcffib.XcffibException as error:
            raise DesktopError(
                "no X display can be reached",
                hint="Start Deskwarden inside the graphical session, where DISPLAY and XAUTHORITY are set.",
            ) from error
        self.core: Any = self.raw.core
        screen = self.raw.setup.roots[self.raw.pref_screen]
        self.root: int = screen.root
        self.depth: int = screen.root_depth
        self.colormap: int = screen.default_colormap
        self._atoms: dict[str, int] = {}

    def fileno(self) -> int:
        """Return the descriptor that becomes readable when the server has something to say."""
        return int(self.raw.get_file_descriptor())

    def atom(self, name: str) -> int:
        """Return the atom called `name`, asked for once."""
        if name not in self._atoms:
            with x_errors(f"naming {name}"):
                self._atoms[name] = (
                    self.core.InternAtom(only_if_exists=False, name_len=len(name), name=name).reply().atom
                )
        return self._atoms[name]

    def extension(self, key: object, name: str) -> Extension:
        """Return the extension under xcffib's `key`; raise DesktopError where the server lacks it."""
        with x_errors(f"asking for {name}"):
            present = self.core.QueryExtension(len(name), name).reply().present
        if not present:
            raise DesktopError(f"the X server has no {name} extension", hint="Use the distribution's own X server.")
        return self.raw(key)

    def screen(self) -> Rect:
        """Return the whole root window as it is now, all outputs together."""
        with x_errors("measuring the screen"):
            geometry = self.core.GetGeometry(self.root).reply()
        return Rect(0, 0, geometry.width, geometry.height)

    def monitors(self) -> tuple[Rect, ...]:
        """Return the part of the root window that each output shows; all of it where the server cannot tell."""
        try:
            randr = self.extension(xcffib.randr.key, "RANDR")
            with x_errors("asking for the outputs"):
                told = randr.GetMonitors(self.root, True).reply().monitors  # noqa: FBT003 - xcffib's words for "active"
        except DesktopError:
            return (self.screen(),)
        return tuple(Rect(each.x, each.y, each.width, each.height) for each in told)

    def events(self) -> Iterator[Event]:
        """Yield what is waiting and return at once; errors of unchecked requests to windows now gone are dropped."""
        while True:
            try:
                event = self.raw.poll_for_event()
            except (xcffib.xproto.WindowError, xcffib.xproto.DrawableError, xcffib.xproto.MatchError):
                continue
            except xcffib.XcffibException as error:
                raise self._lost() from error
            if event is None:
                return
            yield event

    def flush(self) -> None:
        """Send what is buffered."""
        with x_errors("sending requests"):
            self.raw.flush()

    def sever(self) -> None:
        """Have the server let go of everything at once, from any thread: whoever uses the connection finds it ended."""
        self._is_severed = True
        with suppress(OSError, xcffib.XcffibException), socket.socket(fileno=os.dup(self.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)

    def _lost(self) -> DesktopError:
        if self._is_severed:
            return DesktopError("the seat took too long over a key", hint="It starts again by itself.")
        return DesktopError("the X server went away", hint="Log in to the desktop again.")

    def close(self) -> None:
        """Give everything back that this connection made; harmless when called twice."""
        self.raw.disconnect()
