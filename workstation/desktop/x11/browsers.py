"""Which browsers show windows on this display: asked of the server, not of their surroundings, which they overwrite."""

# SPDX-License-Identifier: Apache-2.0

import re
from collections.abc import Callable
from contextlib import suppress

import psutil

from workstation.desktop.rounds import Rounds
from workstation.desktop.x11.clients import Clients, program_of_pid
from workstation.desktop.x11.connection import Connection, x_errors
from workstation.facts.browsers import CHROMIUM_LIKE, browser_name
from workstation.facts.place import Program
from workstation.seat.ports import Post

EVERY = 2.0
_PART_OF_CHROMIUM = re.compile(r"--type=.")
_PART_OF_FIREFOX = "-contentproc"
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
    name = browser_name(program)
    if name is None:
        return False
    with suppress(psutil.Error):
        said = psutil.Process(program.pid).cmdline()[1:]
        return not (any(map(_PART_OF_CHROMIUM.match, said)) if name in _CHROMIUM_LIKE else _PART_OF_FIREFOX in said)
    return False  # it has ended
