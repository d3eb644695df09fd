"""The windows that accessible programs tell of."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import os
from collections.abc import Mapping

from workstation.desktop.running import program_of_pid
from workstation.desktop.x11.atspi import DESKTOP, AccessibilityBus, Node, UnansweredError
from workstation.desktop.x11.nodes import Nodes, State, those_that_answer
from workstation.desktop.x11.shown import Frame, Told
from workstation.desktop.x11.ways import Ways
from workstation.facts.body import NAME_LIMIT
from workstation.facts.place import Rect

NOWHERE = Told(Rect(0, 0, 0, 0))


class Frames:
    """Lists windows of accessible programs, but for those of this process. Names are asked once a program.

    What hangs still shows what it showed. One that hung from the beginning counts as one window that is nowhere.
    """

    def __init__(self, bus: AccessibilityBus, nodes: Nodes, ways: Ways) -> None:
        self._bus = bus
        self._ways = ways
        self._nodes = nodes
        self._programs: dict[Node, tuple[str, str, int]] = {}
        self._told: dict[Node, dict[Frame, Told]] = {}

    async def read(self) -> Mapping[Frame, Told]:
        """Return every window and what its program tells of it; raise BusLostError."""
        programs = await self._nodes.children(DESKTOP)
        for gone in self._programs.keys() - set(programs):
            self._ways.leave(gone.sender)
        self._programs = {known: about for known, about in self._programs.items() if known in programs}
        lists = await asyncio.gather(*(self._frames(program) for program in programs))
        self._told = dict(zip(programs, lists, strict=True))
        return {frame: told for frames in lists for frame, told in frames.items()}

    async def _frames(self, program: Node) -> dict[Frame, Told]:
        try:
            name, toolkit, pid = await self._about(program)
            if pid == os.getpid():
                return {}
            nodes = await self._nodes.children(program)
            rects, names, states = await asyncio.gather(
                those_that_answer(self._nodes.window_rect, nodes),
                those_that_answer(self._nodes.name, nodes),
                those_that_answer(self._nodes.states, nodes),
            )
        except UnansweredError as error:
            return self._told.get(program) or await self._hanging(program) if error.hangs else {}
        return {
            Frame(node, name, toolkit, pid): Told(rect, names.get(node, ""), State.SHOWING in states.get(node, ()))
            for node, rect in rects.items()
        }

    async def _hanging(self, program: Node) -> dict[Frame, Told]:
        try:
            pid = await self._bus.pid_of(program.sender)
        except UnansweredError:
            return {}
        if pid == os.getpid():
            return {}
        return {Frame(program, program_of_pid(pid).name[:NAME_LIMIT], "", pid): NOWHERE}

    async def _about(self, program: Node) -> tuple[str, str, int]:
        if program not in self._programs:
            name, toolkit, pid = await asyncio.gather(
                self._nodes.name(program), self._nodes.toolkit(program), self._bus.pid_of(program.sender)
            )
            self._ways.meet(program.sender, toolkit, name, program_of_pid(pid).name)
            self._programs[program] = (name[:NAME_LIMIT], toolkit, pid)
        return self._programs[program]
