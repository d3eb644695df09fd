"""Which browsers show windows on this display: asked of the server, not of their surroundings, which they overwrite."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Callable, Sequence
from itertools import takewhile

import psutil

from workstation.desktop.rounds import Rounds
from workstation.desktop.running import program_of_pid
from workstation.desktop.x11.clients import Clients
from workstation.desktop.x11.connection import Connection, x_errors
from workstation.facts.browsers import CHROMIUM_LIKE, browser_name
from workstation.facts.place import Program
from workstation.seat.ports import Post

EVERY = 2.0
_PART_OF_CHROMIUM = re.compile(r"--type=.")
_END_OF_SWITCHES = "--"
_PART_OF_FIREFOX = "-contentproc"
_REPLACED = " (deleted)"
_CHROMIUM_LIKE = frozenset(CHROMIUM_LIKE.values())


class RunningBrowsers:
    """Calls `tell` at once and every two seconds with the browsers that are clients of the server, each once."""

    def __init__(self, tell: Callable[[tuple[Program, ...]], None], post: Post) -> None:
        self._tell = tell
        self._connection = Connection()
        self._clients = Clients(self._connection)
        self._rounds = Rounds("browsers", self._look, EVERY, post)

    def start(self) -> None:
        """Begin; returns at once."""
        self._rounds.start()

    def stop(self) -> None:
        """End the thread."""
        self._rounds.stop()
        self._connection.close()

    def _look(self) -> None:
        with x_errors("looking for browsers"):
            pids = self._clients.pids()
        programs = (program_of_pid(pid) for pid in pids)
        self._tell(tuple(program for program in programs if _is_browser(program)))


def _is_browser(program: Program) -> bool:
    """Say whether it is a browser's own process, none that it starts to draw or for pages."""
    if browser_name(program) is None:
        return False
    try:
        return not _is_part(program)
    except psutil.AccessDenied:
        return True
    except psutil.Error:
        return False  # it has ended


def _is_part(program: Program) -> bool:
    """Say whether a browser started it as a part of itself; anybody may give a browser the arguments of a part."""
    process = psutil.Process(program.pid)
    if not _is_named_a_part(program, process.cmdline()[1:]):
        return False
    parent = process.parent()
    return parent is not None and _are_one(program, program_of_pid(parent.pid))


def _is_named_a_part(program: Program, said: Sequence[str]) -> bool:
    if browser_name(program) in _CHROMIUM_LIKE:
        return any(map(_PART_OF_CHROMIUM.match, takewhile(_END_OF_SWITCHES.__ne__, said)))
    return said[:1] == [_PART_OF_FIREFOX]


def _are_one(program: Program, parent: Program) -> bool:
    """Say whether both run the same executable, by their names where a sandbox hides it."""
    if program.path and parent.path:
        return program.path.removesuffix(_REPLACED) == parent.path.removesuffix(_REPLACED)
    return browser_name(program) == browser_name(parent)
