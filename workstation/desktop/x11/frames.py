"""The windows that accessible programs tell of, and which window of the screen each of them is."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import os
from collections.abc import Mapping, Sequence
from operator import itemgetter

from workstation.desktop.x11.atspi import DESKTOP, AccessibilityBus, Node, UnansweredError
from workstation.desktop.x11.nodes import Nodes, those_that_answer
from workstation.desktop.x11.regions import likeness
from workstation.desktop.x11.shown import Frame
from workstation.desktop.x11.windows import Stack, Window
from workstation.facts.body import NAME_LIMIT
from workstation.facts.place import Rect

ALIKE = 0.5


class Frames:
    """Lists windows of accessible programs, but for those of this process. Names are asked once a program."""

    def __init__(self, bus: AccessibilityBus, nodes: Nodes) -> None:
        self._bus = bus
        self._nodes = nodes
        self._programs: dict[Node, tuple[str, str, int]] = {}
        self._told: dict[Node, dict[Frame, Rect]] = {}

    async def read(self) -> Mapping[Frame, Rect]:
        """Return every window and where its program believes it to be; raise BusLostError."""
        programs = await self._nodes.children(DESKTOP)
        self._programs = {known: about for known, about in self._programs.items() if known in programs}
        lists = await asyncio.gather(*(self._frames(program) for program in programs))
        self._told = dict(zip(programs, lists, strict=True))
        return {frame: rect for frames in lists for frame, rect in frames.items()}

    async def _frames(self, program: Node) -> dict[Frame, Rect]:
        try:
            name, toolkit, pid = await self._about(program)
            if pid == os.getpid():
                return {}
            rects = await those_that_answer(self._nodes.rect, await self._nodes.children(program))
        except UnansweredError as error:
            return self._told.get(program, {}) if error.hangs else {}  # what hangs still shows what it showed
        return {Frame(node, name, toolkit, pid): rect for node, rect in rects.items()}

    async def _about(self, program: Node) -> tuple[str, str, int]:
        if program not in self._programs:
            name, toolkit, pid = await asyncio.gather(
                self._nodes.name(program), self._nodes.toolkit(program), self._bus.pid_of(program.sender)
            )
            self._programs[program] = (name[:NAME_LIMIT], toolkit, pid)
        return self._programs[program]


def matched(frames: Mapping[Frame, Rect], stack: Stack) -> dict[Frame, Window]:
    """Return the viewable window that each frame is: of the same process, and at the same place.

    A program may list windows that are not on the screen; those are left out. One whose process nobody can tell (it
    speaks through a proxy) is known by its place alone.
    """
    pairs = [(_likeness(rect, window), frame, window) for frame, rect in frames.items() for window in _of(frame, stack)]
    found: dict[Frame, Window] = {}
    for alike, frame, window in sorted(pairs, key=itemgetter(0), reverse=True):
        if alike >= ALIKE and frame not in found and window not in found.values():
            found[frame] = window
    return found


def _of(frame: Frame, stack: Stack) -> Sequence[Window]:
    own = [window for window in stack.windows if window.pid == frame.pid]
    return own or stack.windows


def _likeness(rect: Rect, window: Window) -> float:
    return max(likeness(rect, window.rect), likeness(rect, window.outer))
