"""Which browsers had the time to start, and which of them their extension covers."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from workstation.facts.browsers import Browser, ExtensionState
from workstation.facts.place import Program


class Patience(NamedTuple):
    """How many seconds a new browser's extension has to join, and one that left to come back."""

    starts: float = 20.0
    returns: float = 5.0


class Presence:
    """Pure arithmetic; times are seconds of one clock.

    While there is patience with a browser that has no extension, nothing is told of it, or what was.
    `is_set_up` is asked once for each that has none after that.
    """

    def __init__(self, version: str, is_set_up: Callable[[], bool], patience: Patience) -> None:
        self._version = version
        self._is_set_up = is_set_up
        self._patience = patience
        self._joined: dict[int, tuple[int, str]] = {}
        self._told: dict[Program, Browser] = {}
        self._deadlines: dict[Program, float] = {}

    def joined(self, number: int, browser: Program, version: str) -> None:
        """Note that the line `number` is of this browser's extension."""
        self._joined[number] = (browser.pid, version)

    def left(self, number: int) -> None:
        """Note that the line `number` ended."""
        self._joined.pop(number, None)

    def look(self, running: Iterable[Program], now: float) -> tuple[Browser, ...]:
        """Return what is to be told of the browsers that run now."""
        versions = dict(self._joined.values())
        before, deadlines = self._told, self._deadlines
        self._told, self._deadlines = {}, {}
        for program in running:
            known = before.get(program)
            if version := versions.get(program.pid):
                state: ExtensionState = "current" if version == self._version else "outdated"
                self._told[program] = Browser(program=program, extension=state, version=version)
                continue
            if known is not None and not known.is_covered:
                self._told[program] = known
                continue
            patience = self._patience.returns if known else self._patience.starts
            deadline = self._deadlines[program] = deadlines.get(program, now + patience)
            if now >= deadline:
                self._told[program] = Browser(program=program, extension=self._without())
            elif known:
                self._told[program] = known
        return tuple(self._told.values())

    def _without(self) -> Literal["missing", "never_set_up"]:
        return "missing" if self._is_set_up() else "never_set_up"
