"""The windows that are watched: one pane each, made and dropped as programs and screen tell."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from workstation.desktop.x11.atspi import Node, UnansweredError
from workstation.desktop.x11.frames import matched
from workstation.desktop.x11.pane import Pane
from workstation.desktop.x11.screenreading import ScreenReader
from workstation.desktop.x11.shown import NOTHING, Frame
from workstation.desktop.x11.windows import Stack
from workstation.facts.observations import SensorFailed
from workstation.facts.place import Mark, Rect
from workstation.seat.ports import Post


class Panes:
    """Holds a pane for every accessible window of the screen; lives in the loop's thread.

    A minimized window keeps its pane, so that it is masked the moment it comes back. `changed` is called after every
    look at a window, `lost` where one of them is gone for its program.
    """

    def __init__(self, reader: ScreenReader, post: Post, changed: Callable[[], None], lost: Callable[[], None]) -> None:
        self._reader = reader
        self._post = post
        self._changed = changed
        self._lost = lost
        self._panes: dict[Frame, Pane] = {}
        self._running: dict[Frame, asyncio.Task[None]] = {}
        self._silent: set[Frame] = set()

    def sync(self, frames: Mapping[Frame, Rect], stack: Stack, tasks: asyncio.TaskGroup) -> tuple[Pane, ...]:
        """Have a pane for every window of `frames` that was ever on the screen; return the new ones."""
        for frame in self._panes.keys() - frames.keys():
            self._drop(frame)
        taken = {pane.window.client for pane in self._panes.values()}
        free = {frame: rect for frame, rect in frames.items() if frame not in self._panes}
        found = matched(free, stack)
        new = {frame: window for frame, window in found.items() if window.client not in taken}
        for frame, window in new.items():
            self._panes[frame] = Pane(frame, window, self._reader, self._looked, self._failed)
            self._running[frame] = tasks.create_task(self._panes[frame].run())
        return tuple(self._panes[frame] for frame in new)

    def follow(self, stack: Stack) -> None:
        """Tell every pane where its window is now; one that comes back is read again."""
        for pane in self._panes.values():
            window = stack.window(pane.window.client)
            if window is not None:
                pane.move(window)

    def paint(self, client: int, box: Rect) -> None:
        """Tell the pane of the window `client` that it painted `box`."""
        for pane in self._panes.values():
            if pane.window.client == client:
                pane.paint(box)

    def owning(self, node: Node) -> tuple[Pane, ...]:
        """Return the pane that knows `node`; where none does, every pane of its program."""
        same = tuple(pane for pane in self._panes.values() if pane.frame.node.sender == node.sender)
        return tuple(pane for pane in same if pane.knows(node)) or same

    def are_read(self) -> bool:
        """Say whether every window was read at least once, but for those whose programs hang."""
        return all(pane.reading is not NOTHING or frame in self._silent for frame, pane in self._panes.items())

    def marks(self, stack: Stack) -> tuple[Mark, ...]:
        """Return all that must be hidden now."""
        return tuple(mark for pane in self._panes.values() for mark in pane.marks(stack))

    def clients(self) -> tuple[int, ...]:
        """Return the windows that have a pane."""
        return tuple(pane.window.client for pane in self._panes.values())

    def _looked(self, frame: Frame) -> None:
        self._silent.discard(frame)
        self._changed()

    def _failed(self, frame: Frame, error: UnansweredError) -> None:
        if not error.hangs:
            self._lost()
        elif frame not in self._silent:
            self._silent.add(frame)
            reason = f"{frame.application} does not answer"
            self._post(SensorFailed(at=datetime.now(UTC), sensor="accessibility", reason=reason))

    def _drop(self, frame: Frame) -> None:
        self._running.pop(frame).cancel()
        self._panes.pop(frame)
        self._silent.discard(frame)
