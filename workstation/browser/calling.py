"""Who calls at the seat's end: a host, and the browser that started it."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from dataclasses import dataclass, field

import psutil

from workstation.facts.place import Program
from workstation.link.caller import Caller

HOST = ["-m", "workstation", "browser-host"]


@dataclass(slots=True, kw_only=True)
class Line:
    """One connection: of which browser, whether our own host speaks for it, and the pages that it told of."""

    number: int
    browser: Program
    is_our_host: bool
    writer: asyncio.StreamWriter
    pages: set[str] = field(default_factory=set)

    @property
    def vouched(self) -> int:
        """The browser's process, where that very one started our host; 0 for everybody else."""
        return self.browser.pid if self.is_our_host else 0


def line_of(caller: Caller, number: int, writer: asyncio.StreamWriter) -> Line:
    """Return what is known of who connected; a browser that has ended or that nobody may look at has no name."""
    return Line(number=number, browser=_program(caller.parent), is_our_host=_is_our_host(caller.pid), writer=writer)


def _program(pid: int) -> Program:
    try:
        process = psutil.Process(pid)
        return Program(name=process.name(), path=process.exe(), pid=pid)
    except (psutil.Error, OSError, ValueError):
        return Program(name="", path="", pid=0)


def _is_our_host(pid: int) -> bool:
    """Say whether a process runs our host in the interpreter that runs us; its word alone would prove nothing."""
    try:
        process = psutil.Process(pid)
        return process.exe() == psutil.Process().exe() and process.cmdline()[1:] == HOST
    except (psutil.Error, OSError, ValueError):
        return False
