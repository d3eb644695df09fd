"""Which programs watch the screen: those that are made for it, and those that read it, for a while after that."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from workstation.facts.observations import MoreRead, PixelsRead
from workstation.facts.place import Program
from workstation.facts.signature import Signature, is_any

IS_A_FILM = timedelta(seconds=2)
AFTER_A_PICTURE = timedelta(seconds=5)
AFTER_A_FILM = timedelta(seconds=60)


_RECORDERS = (
    "anydesk",
    "gpu-screen-recorder",
    "gnome-remote-desktop*",
    "gtk-recordmydesktop",
    "kazam",
    "krfb",
    "obs",
    "peek",
    "recordmydesktop",
    "rustdesk",
    "simplescreenrecorder",
    "teamviewer*",
    "vino-server",
    "vokoscreen*",
    "wayvnc",
    "x0*vncserver",
    "x11vnc",
    "xdmx",
)
_PICTURE_TAKERS = ("flameshot", "gnome-screenshot", "mate-screenshot", "spectacle", "xfce4-screenshooter")
"""Some of these read through shared pixmaps, and nobody sees who does that."""
RECORDERS = (
    *(Signature(name) for name in (*_RECORDERS, *_PICTURE_TAKERS)),
    *(Signature(name, each) for name in ("ffmpeg*", "avconv") for each in ("x11grab", "kmsgrab")),
    Signature("gst-launch*", "ximagesrc*"),
    Signature("*vlc", "screen://*"),
    Signature("xpra", "shadow*"),
)


def is_recorder(program: Program, more: tuple[Signature, ...] = (), arguments: Iterable[str] = ()) -> bool:
    """Say whether a program films, shares or controls a screen, as its name and `arguments` tell, or is of `more`."""
    return is_any((*RECORDERS, *more), program, arguments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watcher:
    """A program that read the screen from `since` to `last`, so many times as were told.

    Who films a screen reads it when something changes on it: a still one is read rarely, and is watched all the same.
    """

    program: Program
    since: datetime
    last: datetime
    reads: int = 1

    def watches(self, now: datetime) -> bool:
        """Say whether it must be taken to go on."""
        is_film = self.last - self.since >= IS_A_FILM
        return now < self.last + (AFTER_A_FILM if is_film else AFTER_A_PICTURE)


Watchers = tuple[Watcher, ...]


def joined(watchers: Watchers, read: PixelsRead) -> Watchers:
    """Return the watchers with who read just now; a new one comes last."""
    if any(each.program == read.program for each in watchers):
        again = counted(watchers, read)
        return tuple(replace(each, last=read.at) if each.program == read.program else each for each in again)
    return (*watchers, Watcher(program=read.program, since=read.at, last=read.at, reads=read.reads))


def counted(watchers: Watchers, read: PixelsRead | MoreRead) -> Watchers:
    """Return the watchers with what `read` adds to the count of one of them."""
    return tuple(
        replace(each, reads=each.reads + read.reads) if each.program == read.program else each for each in watchers
    )


def remaining(watchers: Watchers, now: datetime) -> Watchers:
    """Return those that still watch."""
    return tuple(each for each in watchers if each.watches(now))
