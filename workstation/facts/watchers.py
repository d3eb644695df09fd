"""Which programs watch the screen: those that are made for it, and those that read it, for a while after that."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from workstation.facts.observations import PixelsRead
from workstation.facts.place import Program

IS_A_FILM = timedelta(seconds=2)
AFTER_A_PICTURE = timedelta(seconds=5)
AFTER_A_FILM = timedelta(seconds=60)


RECORDERS = (
    "anydesk",
    "gpu-screen-recorder",
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
)


def is_recorder(program: Program, more: tuple[str, ...] = ()) -> bool:
    """Say whether a program is known to be made for filming, sharing or controlling a screen, or is one of `more`."""
    names = (program.name.casefold(), PurePosixPath(program.path).name.casefold())
    return any(fnmatchcase(name, known.casefold()) for name in names for known in (*RECORDERS, *more))


@dataclass(frozen=True, slots=True, kw_only=True)
class Watcher:
    """A program that read the screen from `since` to `last`.

    Who films a screen reads it when something changes on it: a still one is read rarely, and is watched all the same.
    """

    program: Program
    since: datetime
    last: datetime

    def watches(self, now: datetime) -> bool:
        """Say whether it must be taken to go on."""
        is_film = self.last - self.since >= IS_A_FILM
        return now < self.last + (AFTER_A_FILM if is_film else AFTER_A_PICTURE)


Watchers = tuple[Watcher, ...]


def joined(watchers: Watchers, read: PixelsRead) -> Watchers:
    """Return the watchers with who read just now; a new one comes last."""
    if any(each.program == read.program for each in watchers):
        return tuple(replace(each, last=read.at) if each.program == read.program else each for each in watchers)
    return (*watchers, Watcher(program=read.program, since=read.at, last=read.at))


def remaining(watchers: Watchers, now: datetime) -> Watchers:
    """Return those that still watch."""
    return tuple(each for each in watchers if each.watches(now))
